import * as vscode from 'vscode';
import { messageOf } from '../../shared/messageOf';
import type { CutOutFile } from '../../shared/protocol/editorProtocol';
import { exportName } from './exportName';

/**
 * Makes the file of a cut-out for the page, from where it is dragged into other programs. A newer question takes the
 * place of the one before.
 */
export class CutOutFiles {
	private running: vscode.CancellationTokenSource | undefined;

	/** @param render the PNG file of what is shown or selected */
	constructor(
		private readonly image: vscode.Uri,
		private readonly render: (token: vscode.CancellationToken) => Promise<Uint8Array>,
	) {}

	/** @returns the file, or why there is none, as a sentence */
	async make(): Promise<CutOutFile | { readonly problem: string }> {
		this.cancel();
		const running = new vscode.CancellationTokenSource();
		this.running = running;
		try {
			const bytes = await this.render(running.token);
			// A copy that is no part of a larger buffer, which would travel along.
			return { name: exportName(this.image, 'cutout', 'png'), bytes: bytes.slice() };
		} catch (error) {
			return { problem: messageOf(error) };
		} finally {
			if (this.running === running) this.running = undefined;
			running.dispose();
		}
	}

	/** To be called when the view closes. */
	cancel(): void {
		this.running?.cancel();
	}
}
