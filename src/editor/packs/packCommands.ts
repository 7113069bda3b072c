import * as vscode from 'vscode';
import { messageOf } from '../../shared/messageOf';
import { addModelPack } from './addModelPack';
import { chooseModel } from './chooseModel';
import { installModelPack, type PackServices } from './installModelPack';
import { removeModelPack } from './removeModelPack';

/** Registers the commands that get packs and choose among them. */
export function registerPackCommands(services: PackServices): vscode.Disposable {
	const { library, modelSwitch, report } = services;
	const commands: Readonly<Record<string, (target: unknown) => Promise<void>>> = {
		chooseModel: () => chooseModel(library, modelSwitch),
		installPack: () => installModelPack(services),
		addPack: (target) => addModelPack(services, target),
		removePack: () => removeModelPack(services),
	};
	return vscode.Disposable.from(
		...Object.entries(commands).map(([name, act]) =>
			vscode.commands.registerCommand(`strata.${name}`, async (target: unknown) => {
				try {
					await act(target);
				} catch (error) {
					report(error);
					void vscode.window.showErrorMessage(messageOf(error));
				}
			}),
		),
	);
}
