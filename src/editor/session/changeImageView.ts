import * as vscode from 'vscode';
import type { ImageChoices, ImageView } from '../../shared/imageView';
import { bandsFromText, rangeFromText } from '../../shared/imageViewInput';
import { showInfo } from '../messages';
import type { EditorSession } from './editorSession';

interface Item extends vscode.QuickPickItem {
	/** Asks for the new view; undefined where the user pressed Escape. */
	readonly ask: () => Promise<ImageView | undefined>;
}

/**
 * Asks which page, bands or values of the image file are to be shown and segmented, and has the document remember it.
 */
export async function changeImageView(session: EditorSession): Promise<void> {
	const { document } = session;
	const choices = await session.imageChoices();
	if (!choices) {
		void showInfo(
			vscode.l10n.t('There is nothing to choose in {0}: it holds one picture.', document.fileName),
		);
		return;
	}
	const { view } = document;
	const title = vscode.l10n.t('What Is Shown of {0}', document.fileName);
	const item = await vscode.window.showQuickPick(itemsFor(choices, view), { title });
	const changed = await item?.ask();
	if (changed) document.changeView(changed);
}

function itemsFor(choices: ImageChoices, view: ImageView): Item[] {
	const { pages, page, bands, shownBands, range } = choices;
	const items: Item[] = [];
	if (pages > 1) {
		items.push({
			label: vscode.l10n.t('Page…'),
			description: vscode.l10n.t('{0} of {1}', page, pages),
			ask: async () => withPage(view, await askPage(choices)),
		});
	}
	if (bands > 1 && (range || bands !== 3)) {
		items.push({
			label: vscode.l10n.t('Bands…'),
			description: vscode.l10n.t('{0} of {1}', shownBands.join(', '), bands),
			ask: async () => {
				const chosen = await askBands(choices);
				return chosen && { ...view, bands: chosen };
			},
		});
	}
	if (range) {
		items.push({
			label: vscode.l10n.t('Values from Black to White…'),
			description: range.join(' – '),
			ask: async () => {
				const chosen = await askRange(range);
				return chosen && { ...view, range: chosen };
			},
		});
	}
	if (Object.keys(view).length > 0) {
		items.push({ label: vscode.l10n.t('As the File Says'), ask: async () => ({}) });
	}
	return items;
}

/** Another page has values of its own. */
function withPage({ bands }: ImageView, page: number | undefined): ImageView | undefined {
	if (page === undefined) return undefined;
	return { ...(page > 1 && { page }), ...(bands && { bands }) };
}

async function askPage({ pages, page }: ImageChoices): Promise<number | undefined> {
	const text = await vscode.window.showInputBox({
		title: vscode.l10n.t('Page'),
		prompt: vscode.l10n.t('A number from 1 to {0}', pages),
		value: String(page),
		ignoreFocusOut: true,
		validateInput: (value) => {
			const number = Number(value);
			const isPage = Number.isInteger(number) && number >= 1 && number <= pages;
			return isPage ? undefined : vscode.l10n.t('A number from 1 to {0}', pages);
		},
	});
	return text === undefined ? undefined : Number(text);
}

async function askBands({ bands, shownBands }: ImageChoices): Promise<ImageView['bands']> {
	const prompt = vscode.l10n.t(
		'One number from 1 to {0} for grey, or three of them for red, green and blue: 4, 3, 2',
		bands,
	);
	const text = await vscode.window.showInputBox({
		title: vscode.l10n.t('Bands'),
		prompt,
		value: shownBands.join(', '),
		ignoreFocusOut: true,
		validateInput: (value) => (bandsFromText(value, bands) ? undefined : prompt),
	});
	return text === undefined ? undefined : bandsFromText(text, bands);
}

async function askRange(range: NonNullable<ImageChoices['range']>): Promise<ImageView['range']> {
	const prompt = vscode.l10n.t('The value that becomes black, and the one that becomes white: -160, 240');
	const text = await vscode.window.showInputBox({
		title: vscode.l10n.t('Values from Black to White'),
		prompt,
		value: range.join(', '),
		ignoreFocusOut: true,
		validateInput: (value) => (rangeFromText(value) ? undefined : prompt),
	});
	return text === undefined ? undefined : rangeFromText(text);
}
