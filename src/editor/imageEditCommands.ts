import * as vscode from 'vscode';
import { defaultImageEdit, imageEditTypes } from '../shared/imageEdits/defaultImageEdit';
import type { ImageEditType } from '../shared/imageEdits/imageEdit';
import type { EditorSession } from './session/editorSession';

/** Edits of the image at the shown level or the selected masks, by the commands' names. */
export const imageEditCommands: Readonly<Record<string, (session: EditorSession) => unknown>> = {
	editImage: async (session) => {
		const items = imageEditTypes.map((type) => ({ type, ...words(type) }));
		const title = vscode.l10n.t('Edit the Image');
		const item = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
		if (item) edit(session, item.type);
	},
	...Object.fromEntries(
		imageEditTypes.map((type) => [`imageEdit.${type}`, (session: EditorSession) => edit(session, type)]),
	),
};

function edit(session: EditorSession, type: ImageEditType): void {
	const { imageSize } = session;
	if (!imageSize) return;
	session.editImage(defaultImageEdit(type, imageSize));
	session.command('showEditsPanel');
}

function words(type: ImageEditType): { readonly label: string; readonly description: string } {
	switch (type) {
		case 'blur':
			return { label: vscode.l10n.t('Blur'), description: vscode.l10n.t('a face, a number plate') };
		case 'pixelate':
			return { label: vscode.l10n.t('Pixelate'), description: vscode.l10n.t('blocks of one colour') };
		case 'fill':
			return {
				label: vscode.l10n.t('Erase and Fill'),
				description: vscode.l10n.t('take it out of the picture'),
			};
		case 'background':
			return {
				label: vscode.l10n.t('Replace Background'),
				description: vscode.l10n.t('transparent, a colour, or blurred'),
			};
		case 'highlight':
			return { label: vscode.l10n.t('Highlight'), description: vscode.l10n.t('darken all else') };
		case 'recolour':
			return {
				label: vscode.l10n.t('Recolour'),
				description: vscode.l10n.t('another hue, light and shadow stay'),
			};
		case 'adjust':
			return { label: vscode.l10n.t('Brightness and Contrast'), description: '' };
		case 'place':
			return {
				label: vscode.l10n.t('Copy and Place'),
				description: vscode.l10n.t('once more elsewhere in the picture'),
			};
	}
}
