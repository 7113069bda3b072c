import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { isWhole } from '../../packs/install/installedPacks';
import { removePack } from '../../packs/install/removePack';
import { embeddedPack } from '../../shared/embeddedPack';
import { settings } from '../settings';
import type { PackServices } from './installModelPack';

const remove = vscode.l10n.t('Remove');

/** “Remove Model Pack…”: asks which and whether; if it is the one in use, the one that comes along takes over. */
export async function removeModelPack({ library, modelSwitch }: PackServices): Promise<void> {
	const packs = await library.removable();
	if (packs.length === 0) {
		void vscode.window.showInformationMessage(
			vscode.l10n.t('There is no model pack to remove: the only one comes with Strata.'),
		);
		return;
	}
	const items = packs.map((pack) => ({
		label: isWhole(pack) ? pack.manifest.name : pack.id,
		description:
			pack.id === settings.pack() ? vscode.l10n.t('in use') : isWhole(pack) ? '' : vscode.l10n.t('damaged'),
		detail: pack.folder,
		pack,
	}));
	const choice = await vscode.window.showQuickPick(items, {
		title: vscode.l10n.t('Remove Model Pack'),
		placeHolder: vscode.l10n.t('Choose the model to remove. Masks that it made stay.'),
	});
	if (!choice) return;
	const { label, pack } = choice;
	const isInUse = pack.id === settings.pack();
	const detail = isInUse
		? vscode.l10n.t(
				'Its files in {0} are deleted. Masks that it made stay. It is in use: the model that comes with Strata takes over.',
				pack.folder,
			)
		: vscode.l10n.t('Its files in {0} are deleted. Masks that it made stay.', pack.folder);
	const question = vscode.l10n.t('Remove {0}?', label);
	const act = await vscode.window.showWarningMessage(question, { modal: true, detail }, remove);
	if (act !== remove) return;
	// First, so that nobody has the files open.
	if (isInUse) await modelSwitch.use(embeddedPack);
	await removePack(dirname(pack.folder), pack.id);
	void vscode.window.showInformationMessage(vscode.l10n.t('{0} is removed.', label));
}
