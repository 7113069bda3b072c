import * as vscode from 'vscode';
import { showInfo, showWarning } from '../messages';

/**
 * Says what was done, and offers the whole report where anything was lost.
 *
 * @returns `other` where the user chose it
 */
export async function showReport(
	sentence: string,
	losses: readonly string[],
	other: string,
	details: readonly string[],
): Promise<string | undefined> {
	const more = vscode.l10n.t('Show Report');
	const text =
		losses.length === 0
			? sentence
			: losses.length === 1
				? `${sentence} ${losses[0]}`
				: `${sentence} ${vscode.l10n.t('Not all could be carried over: see the report.')}`;
	const show = losses.length === 0 ? showInfo<string> : showWarning<string>;
	const answer = await show(text, ...(losses.length > 0 ? [more, other] : [other]));
	if (answer !== more) return answer;
	const content = [sentence, ...details, '', ...losses].join('\n');
	const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content });
	await vscode.window.showTextDocument(document);
	return undefined;
}
