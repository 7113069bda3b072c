import { dirname } from 'node:path';
import { l10n, window } from 'vscode';
import { isIntact } from '../../packs/install/installedPacks';
import { removePack } from '../../packs/install/removePack';
import { bundledPack } from '../../shared/bundledPack';
import { askModal, showInfo } from '../messages';
import { settings } from '../settings';
import type { PackServices } from './installModelPack';

/** “Remove Model Pack…”: asks which one, and confirms. When it is in use, the bundled one replaces it. */
export async function removeModelPack({ library, modelSwitch }: PackServices): Promise<void> {
	const packs = await library.removable();
	if (packs.length === 0) {
		void showInfo(l10n.t('There is no model pack to remove: the only one is bundled with Strata.'));
		return;
	}
	const items = packs.map((pack) => ({
		label: isIntact(pack) ? pack.manifest.name : pack.id,
		description: [settings.pack(), settings.fillPack(), settings.namePack()].includes(pack.id)
			? l10n.t('in use')
			: isIntact(pack)
				? ''
				: l10n.t('broken'),
		detail: pack.folder,
		pack,
	}));
	const choice = await window.showQuickPick(items, {
		title: l10n.t('Remove Model Pack'),
		placeHolder: l10n.t('Choose a model. Masks that it made are kept'),
	});
	if (!choice) return;
	const { label, pack } = choice;
	const isInUse = pack.id === settings.pack();
	const detail = isInUse
		? l10n.t(
				'The files in {0} are deleted. Masks that the model made are kept. It is in use: the model that is bundled with Strata replaces it.',
				pack.folder,
			)
		: l10n.t('The files in {0} are deleted. Masks that the model made are kept.', pack.folder);
	const remove = l10n.t('Remove');
	if ((await askModal({ message: l10n.t('Remove {0}?', label), detail }, remove)) !== remove) return;
	// First, so that the inference process has none of the files open.
	if (isInUse) await modelSwitch.use(bundledPack);
	if (pack.id === settings.fillPack()) await settings.setFillPack('');
	if (pack.id === settings.namePack()) await settings.setNamePack('');
	await removePack(dirname(pack.folder), pack.id);
	void showInfo(l10n.t('{0} was removed.', label));
}
