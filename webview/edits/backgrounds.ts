import type { MessageConnection } from 'vscode-jsonrpc/browser';
import { messageOf } from '../../src/shared/messageOf';
import { readBackground } from '../../src/shared/protocol/editorProtocol';
import { decodeInto } from '../stage/picture';
import type { Background, State, Store } from '../store';

/** Loads the pictures that edits put behind something, once each, and those that were missing anew with every change. */
export class Backgrounds {
	private readonly loading = new Set<string>();
	private checked: State['document']['imageEdits'];

	constructor(
		private readonly store: Store,
		private readonly host: MessageConnection,
	) {}

	/** To be called with every state. */
	update({ document, backgrounds }: State): void {
		const { imageEdits } = document;
		if (imageEdits === this.checked) return;
		this.checked = imageEdits;
		for (const { edit } of imageEdits ?? []) {
			if (edit.type !== 'background' || edit.background.kind !== 'image') continue;
			const { file } = edit.background;
			const known = backgrounds[file];
			if ((!known || 'problem' in known) && !this.loading.has(file)) void this.load(file);
		}
	}

	private async load(file: string): Promise<void> {
		this.loading.add(file);
		const background = await this.read(file);
		this.loading.delete(file);
		this.store.set({ backgrounds: { ...this.store.state.backgrounds, [file]: background } });
	}

	private async read(file: string): Promise<Background> {
		try {
			const found = await this.host.sendRequest(readBackground, { file });
			if ('problem' in found) return found;
			const picture = new Image();
			await decodeInto(picture, found);
			return { picture };
		} catch (error) {
			return { problem: messageOf(error) };
		}
	}
}
