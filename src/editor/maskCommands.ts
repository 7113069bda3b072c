import * as vscode from 'vscode';
import { changeMask } from '../shared/annotations/changeMask';
import { boxMask } from '../shared/mask/boxMask';
import { grow, shrink } from '../shared/mask/growShrink';
import { fillHoles } from '../shared/mask/holes';
import { splitRegions } from '../shared/mask/regions';
import type { RunLengths } from '../shared/mask/runLengths';
import { smooth } from '../shared/mask/smooth';
import { removeSpecks } from '../shared/mask/specks';
import { showInfo } from './messages';
import type { EditorSession } from './session/editorSession';

interface MaskOperation {
	/** What VS Code's undo calls it, and the title of the question. */
	readonly label: string;
	/** The question for a number of pixels; absent where none is needed. */
	readonly question?: { readonly prompt: string; readonly usual: number; readonly max: number };
	readonly change: (mask: RunLengths, pixels: number) => readonly RunLengths[];
}

/** What can be done with the mask of the selected annotation, by the commands' names; each is one step to undo. */
export const maskCommands: Readonly<Record<string, (session: EditorSession) => Promise<void>>> = {
	fillHoles: (session) =>
		run(session, { label: vscode.l10n.t('Fill Holes'), change: (mask) => [fillHoles(mask)] }),
	removeSpecks: (session) =>
		run(session, {
			label: vscode.l10n.t('Remove Specks'),
			question: {
				prompt: vscode.l10n.t('Pieces with fewer pixels than this are removed. The largest piece stays.'),
				usual: 100,
				max: 100_000_000,
			},
			change: (mask, pixels) => [removeSpecks(mask, pixels)],
		}),
	smoothMask: (session) =>
		run(session, {
			label: vscode.l10n.t('Smooth Mask'),
			question: {
				prompt: vscode.l10n.t('How much, in pixels: details of about this size go.'),
				usual: 3,
				max: 50,
			},
			change: (mask, pixels) => [smooth(mask, pixels)],
		}),
	growMask: (session) =>
		run(session, {
			label: vscode.l10n.t('Grow Mask'),
			question: { prompt: vscode.l10n.t('By how many pixels?'), usual: 2, max: 200 },
			change: (mask, pixels) => [grow(mask, pixels)],
		}),
	shrinkMask: (session) =>
		run(session, {
			label: vscode.l10n.t('Shrink Mask'),
			question: { prompt: vscode.l10n.t('By how many pixels?'), usual: 2, max: 200 },
			change: (mask, pixels) => [shrink(mask, pixels)],
		}),
	splitMask: (session) => run(session, { label: vscode.l10n.t('Split into Pieces'), change: splitRegions }),
	maskToBox: (session) =>
		run(session, { label: vscode.l10n.t('Convert to Box'), change: (mask) => [boxMask(mask)] }),
};

async function run(session: EditorSession, { label, question, change }: MaskOperation): Promise<void> {
	const { document, selected } = session;
	if (selected === null) return;
	const pixels = question ? await askForPixels(label, question) : 0;
	// It may have been deleted while the question was open.
	const isThere = document.state.annotations.some(({ id }) => id === selected);
	if (pixels === undefined || !isThere) return;
	const edit = changeMask(label, document.state, selected, (mask) => change(mask, pixels));
	if (edit === 'same') void showInfo(vscode.l10n.t('{0}: there is nothing to change in this mask.', label));
	else if (edit === 'empty')
		void showInfo(vscode.l10n.t('{0}: nothing would be left of the mask, so it stays as it is.', label));
	else document.edit(edit);
}

async function askForPixels(
	title: string,
	{ prompt, usual, max }: NonNullable<MaskOperation['question']>,
): Promise<number | undefined> {
	const isValid = (text: string) => /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= max;
	const answer = await vscode.window.showInputBox({
		title,
		prompt,
		value: `${usual}`,
		validateInput: (text) =>
			isValid(text) ? undefined : vscode.l10n.t('Enter a whole number from 1 to {0}.', max),
	});
	return answer === undefined ? undefined : Number(answer);
}
