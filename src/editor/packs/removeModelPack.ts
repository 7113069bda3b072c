import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { isWhole } from '../../packs/install/installedPacks';
import { removePack } from '../../packs/install/removePack';
import { embeddedPack } from '../../shared/embeddedPack';
import { settings } from '../settings';
import type { PackServices } from './installModelPack';

const remove = 'Remove';

/** “Remove Model Pack…”: asks which and whether; if it is the one in use, the one that comes along takes over. */
export async function removeModelPack({ library, modelSwitch }: PackServices): Promise<void> {
	const packs = await library.removable();
	if (packs.length === 0) {
		void vscode.window.showInformationMessage(
			'There is no model pack to remove: the only one there is comes with Strata.',
		);
		return;
	}
	const items = packs.map((pack) => ({
		label: isWhole(pack) ? pack.manifest.name : pack.id,
		description: pack.id === settings.pack() ? 'in use' : isWhole(pack) ? '' : 'broken',
		detail: pack.folder,
		pack,
	}));
	const choice = await vscode.window.showQuickPick(items, {
		title: 'Remove Model Pack',
		placeHolder: 'Which model? Masks that it made stay as they are',
	});
	if (!choice) return;
	const { label, pack } = choice;
	const isInUse = pack.id === settings.pack();
	const detail = `Its files in ${pack.folder} are deleted. Masks that it made stay, with its name.`;
	const options = {
		modal: true,
		detail: isInUse ? `${detail} It is in use: the model that comes with Strata takes over.` : detail,
	};
	const act = await vscode.window.showWarningMessage(`Remove ${label}?`, options, remove);
	if (act !== remove) return;
	// First, so that nobody has the files open.
	if (isInUse) await modelSwitch.use(embeddedPack);
	await removePack(dirname(pack.folder), pack.id);
	void vscode.window.showInformationMessage(`${label} is removed.`);
}
