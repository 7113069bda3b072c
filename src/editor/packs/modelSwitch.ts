import * as vscode from 'vscode';
import { messageOf } from '../../shared/messageOf';
import type { Inference } from '../inference/inference';
import { settings } from '../settings';
import type { PackLibrary } from './packLibrary';

/** Makes another pack the one that answers clicks, in every open editor. */
export class ModelSwitch {
	constructor(
		private readonly library: PackLibrary,
		private readonly inference: Inference,
		private readonly isAnyOpen: () => boolean,
	) {}

	/** Where the model cannot be loaded, the user is told, and offered the one before. */
	async use(id: string): Promise<void> {
		const before = settings.pack();
		if (id === before) {
			// It was installed again.
			this.inference.restart();
		} else {
			await settings.setPack(id);
			this.inference.applySettings();
		}
		if (!this.isAnyOpen()) {
			const message = `${await this.nameOf(id)} answers from now on.`;
			void vscode.window.showInformationMessage(message);
			return;
		}
		try {
			await this.inference.client.start();
		} catch (error) {
			const back = `Back to ${await this.nameOf(before)}`;
			const choice = await vscode.window.showErrorMessage(messageOf(error), ...(before === id ? [] : [back]));
			if (choice === back) await this.use(before);
		}
	}

	private async nameOf(id: string): Promise<string> {
		const pack = (await this.library.installed()).find((one) => one.id === id);
		return pack && 'manifest' in pack ? pack.manifest.name : id;
	}
}
