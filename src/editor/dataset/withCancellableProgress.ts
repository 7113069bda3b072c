import * as vscode from 'vscode';
import { withProgress } from '../messages';

interface Running {
	/** Aborted when the user presses Cancel. */
	readonly signal: AbortSignal;
	readonly show: (done: number, total: number | undefined) => void;
}

/**
 * Runs something long under a notification with a Cancel button.
 *
 * @returns undefined where the user cancelled
 * @throws what `run` throws
 */
export async function withCancellableProgress<T>(
	title: string,
	run: (running: Running) => Promise<T>,
): Promise<T | undefined> {
	return withProgress({ title, cancellable: true }, async (report, token) => {
		const abort = new AbortController();
		token.onCancellationRequested(() => abort.abort());
		let shown = 0;
		const show = (done: number, total: number | undefined) => {
			if (total === undefined) return report(vscode.l10n.t('{0} images', done));
			const share = (100 * done) / Math.max(1, total);
			report(vscode.l10n.t('{0} of {1} images', done, total), share - shown);
			shown = share;
		};
		try {
			return await run({ signal: abort.signal, show });
		} catch (error) {
			if (token.isCancellationRequested) return undefined;
			throw error;
		}
	});
}
