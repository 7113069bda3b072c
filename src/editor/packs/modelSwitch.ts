import { l10n } from 'vscode';
import { isIntact } from '../../packs/install/installedPacks';
import { clipFamily } from '../../packs/manifest/clipFamily';
import { inpaintFamily } from '../../packs/manifest/inpaintFamily';
import type { Inference } from '../inference/inference';
import { showError, showInfo } from '../messages';
import { settings } from '../settings';
import type { PackLibrary } from './packLibrary';

/** Switches all open editors to another pack. */
export class ModelSwitch {
	constructor(
		private readonly library: PackLibrary,
		private readonly inference: Inference,
		private readonly isAnyOpen: () => boolean,
	) {}

	/** Makes masks with that pack, fills places with it, or has it suggest names. */
	async use(id: string): Promise<void> {
		const pack = (await this.library.installed()).find((one) => one.id === id);
		const manifest = pack && isIntact(pack) ? pack.manifest : undefined;
		if (manifest?.family === inpaintFamily) {
			await settings.setFillPack(id);
			void showInfo(l10n.t('{0} fills places in exported images from now on.', manifest.name));
		} else if (manifest?.family === clipFamily) {
			// It was installed again.
			if (id === settings.namePack()) this.inference.restart();
			await settings.setNamePack(id);
			void showInfo(l10n.t('Names of your categories are suggested by {0} from now on.', manifest.name));
		} else await this.useForMasks(id);
	}

	/** Where the model cannot be loaded, the user sees why and can go back to the previous one. */
	private async useForMasks(id: string): Promise<void> {
		const before = settings.pack();
		if (id === before) {
			// It was installed again.
			this.inference.restart();
		} else {
			await settings.setPack(id);
			this.inference.applySettings();
		}
		if (!this.isAnyOpen()) {
			void showInfo(l10n.t('{0} will be used from now on.', await this.nameOf(id)));
			return;
		}
		try {
			await this.inference.client.start();
		} catch (error) {
			const back = l10n.t('Back to {0}', await this.nameOf(before));
			const choice = await showError(error, ...(before === id ? [] : [back]));
			if (choice === back) await this.useForMasks(before);
		}
	}

	private async nameOf(id: string): Promise<string> {
		const pack = (await this.library.installed()).find((one) => one.id === id);
		return pack && isIntact(pack) ? pack.manifest.name : id;
	}
}
