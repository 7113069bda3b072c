import * as vscode from 'vscode';
import type { ImageState } from './imageList';

export const stateIcons: Readonly<Record<ImageState, string>> = {
	none: 'circle-outline',
	unsaved: 'circle-filled',
	annotated: 'pass',
	done: 'pass-filled',
};

/** What the states are called on screen. */
export const stateNames = (): Readonly<Record<ImageState, string>> => ({
	none: vscode.l10n.t('no masks yet'),
	unsaved: vscode.l10n.t('not saved'),
	annotated: vscode.l10n.t('annotated'),
	done: vscode.l10n.t('done'),
});
