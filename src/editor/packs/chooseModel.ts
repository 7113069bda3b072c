import * as vscode from 'vscode';
import { isWhole } from '../../packs/install/installedPacks';
import { settings } from '../settings';
import type { ModelSwitch } from './modelSwitch';
import type { PackLibrary } from './packLibrary';

interface Item extends vscode.QuickPickItem {
	readonly act?: () => Promise<void> | Thenable<unknown>;
}

/** “Choose Model”: the packs that are there, the present one ticked, and ways to more. */
export async function chooseModel(library: PackLibrary, modelSwitch: ModelSwitch): Promise<void> {
	const current = settings.pack();
	const models = (await library.installed()).map((pack): Item => {
		const iconPath = new vscode.ThemeIcon(pack.id === current ? 'check' : 'blank');
		if (!isWhole(pack)) return { label: pack.id, description: 'broken', detail: pack.problem, iconPath };
		const { name, licence, goodFor } = pack.manifest;
		return {
			label: name,
			description: pack.id === current ? `${licence} · in use` : licence,
			...(goodFor === undefined ? {} : { detail: goodFor }),
			iconPath,
			act: () => modelSwitch.use(pack.id),
		};
	});
	const more: Item[] = [
		{ label: '', kind: vscode.QuickPickItemKind.Separator },
		command('Install Model Pack…', 'cloud-download', 'strata.installPack'),
		command('Add Model Pack from Folder…', 'folder-opened', 'strata.addPack'),
		...((await library.removable()).length > 0
			? [command('Remove Model Pack…', 'trash', 'strata.removePack')]
			: []),
	];
	const choice = await vscode.window.showQuickPick<Item>([...models, ...more], {
		title: 'Choose Model',
		placeHolder: 'Masks, clicks and boxes stay; the model chosen here answers them from now on',
		matchOnDescription: true,
	});
	await choice?.act?.();
}

function command(label: string, icon: string, id: string): Item {
	return {
		label,
		iconPath: new vscode.ThemeIcon(icon),
		act: () => vscode.commands.executeCommand(id),
	};
}
