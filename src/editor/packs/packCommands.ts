import * as vscode from 'vscode';
import { showError } from '../messages';
import { addModelPack } from './addModelPack';
import { chooseModel } from './chooseModel';
import { installModelPack, type PackServices } from './installModelPack';
import { removeModelPack } from './removeModelPack';

/** Registers the commands that install, add, remove and choose packs. */
export function registerPackCommands(services: PackServices): vscode.Disposable {
	const { library, modelSwitch, report } = services;
	const commands: Readonly<Record<string, (target: unknown) => Promise<void>>> = {
		chooseModel: () => chooseModel(library, modelSwitch),
		installPack: () => installModelPack(services),
		addPack: (target) => addModelPack(services, target),
		removePack: () => removeModelPack(services),
	};
	return vscode.Disposable.from(
		...Object.entries(commands).map(([name, run]) =>
			vscode.commands.registerCommand(`strata.${name}`, async (target: unknown) => {
				try {
					await run(target);
				} catch (error) {
					report(error);
					void showError(error);
				}
			}),
		),
	);
}
