import * as vscode from 'vscode';
import { defaultImageEdit, imageEditTypes } from '../shared/imageEdits/defaultImageEdit';
import type { ImageEditType } from '../shared/imageEdits/imageEdit';
import type { EditorSession } from './session/editorSession';

/** Edits of the image at the shown level or the selected masks, by the commands' names. */
export const imageEditCommands: Readonly<Record<string, (session: EditorSession) => unknown>> = {
	editImage: async (session) => {
		if (!session.canEditImage()) return;
		const names = words();
		const items = imageEditTypes.map((type) => {
			const [label, description] = names[type];
			return { type, label, description };
		});
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

/** What each edit is called, and what it is for. */
function words(): Readonly<Record<ImageEditType, readonly [label: string, description: string]>> {
	return {
		blur: [vscode.l10n.t('Blur'), vscode.l10n.t('a face, a number plate')],
		pixelate: [vscode.l10n.t('Pixelate'), vscode.l10n.t('blocks of one colour')],
		fill: [vscode.l10n.t('Erase and Fill'), vscode.l10n.t('take it out of the picture')],
		background: [
			vscode.l10n.t('Replace Background'),
			vscode.l10n.t('transparent, a colour, blurred, or another picture'),
		],
		highlight: [vscode.l10n.t('Highlight'), vscode.l10n.t('darken all else')],
		recolour: [vscode.l10n.t('Recolour'), vscode.l10n.t('another hue, light and shadow stay')],
		adjust: [vscode.l10n.t('Brightness and Contrast'), ''],
		place: [vscode.l10n.t('Copy and Place'), vscode.l10n.t('once more elsewhere in the picture')],
	};
}
