import * as vscode from 'vscode';
import { showInfo } from './messages';
import type { EditorSession } from './session/editorSession';

/**
 * Whether a command about annotations has some, and may change them; says at once why not, before anything is asked.
 * @param targets what it is about
 */
export function mayChange({ document }: EditorSession, targets: readonly unknown[]): boolean {
	const { readOnlyReason } = document.state;
	if (readOnlyReason === undefined) return isAboutSomething(targets);
	void showInfo(readOnlyReason);
	return false;
}

/** Whether a command about annotations has some; says so where it has none. */
export function isAboutSomething(targets: readonly unknown[]): boolean {
	if (targets.length > 0) return true;
	void showInfo(
		vscode.l10n.t(
			'No mask is selected. Click a mask in the image, or a row of the Annotations view, and try again.',
		),
	);
	return false;
}
