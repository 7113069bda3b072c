import * as vscode from 'vscode';
import { showInfo, showWarning } from '../messages';

const scheme = 'strata-report';
const reports = new Map<string, string>();

/** Shows reports as documents that nobody is asked to save. */
export function registerReports(): vscode.Disposable {
	return vscode.workspace.registerTextDocumentContentProvider(scheme, {
		provideTextDocumentContent: (uri) => reports.get(uri.toString()) ?? '',
	});
}

/**
 * Says what was done, and offers the whole report where anything was lost.
 *
 * @param summary what stands for more than one of `losses`
 * @returns `other` where the user chose it
 */
export async function showReport(
	sentence: string,
	losses: readonly string[],
	other: string,
	details: readonly string[],
	summary = vscode.l10n.t('Not all could be carried over: see the report.'),
): Promise<string | undefined> {
	const more = vscode.l10n.t('Show Report');
	const text =
		losses.length === 0
			? sentence
			: losses.length === 1
				? `${sentence} ${losses[0]}`
				: `${sentence} ${summary}`;
	const show = losses.length === 0 ? showInfo<string> : showWarning<string>;
	const answer = await show(text, ...(losses.length > 0 ? [more, other] : [other]));
	if (answer !== more) return answer;
	const content = [sentence, ...details, '', ...losses].join('\n');
	const uri = vscode.Uri.from({ scheme, path: `/${vscode.l10n.t('Report')} ${reports.size + 1}` });
	reports.set(uri.toString(), content);
	await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
	return undefined;
}
