import * as vscode from 'vscode';
import type { Dataset, DatasetCategory } from '../../dataset/dataset';
import type { Format } from '../../dataset/format';
import type { Selection, SplitPart } from '../../dataset/selectDataset';

/** What the user wants exported, and how. */
export interface ExportChoices {
	readonly format: Format;
	readonly variant: string;
	readonly selection: Selection;
	readonly parts: readonly SplitPart[] | undefined;
	readonly seed: number;
}

/** Asks for all of it, one quick pick after another; undefined where the user pressed Escape at one of them. */
export async function askExportChoices(dataset: Dataset): Promise<ExportChoices | undefined> {
	// Formats bring libraries for XML, zip and pictures: not before they are needed.
	const { formats } = await import('../../formats/registry');
	const format = await askFormat(formats);
	const variant = format && (await askVariant(format));
	if (!format || variant === undefined) return undefined;
	const selection = await askSelection(dataset.categories);
	if (!selection) return undefined;
	const parts = format.description.holds.splits === 'no' ? 'none' : await askParts();
	if (!parts) return undefined;
	if (parts === 'none') return { format, variant, selection, parts: undefined, seed: 1 };
	const seed = await askSeed();
	return seed === undefined ? undefined : { format, variant, selection, parts, seed };
}

async function askFormat(formats: readonly Format[]): Promise<Format | undefined> {
	const items = formats
		.filter(({ write }) => write)
		.map((format) => ({
			label: format.description.name,
			description: format.description.extension,
			detail: `${format.description.layout}; ${format.description.holds.shape}`,
			format,
		}));
	const title = vscode.l10n.t('Export Dataset (1): Format');
	return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.format;
}

/** The only variant, or the chosen one; undefined for Escape. */
async function askVariant({ variants }: Format): Promise<string | undefined> {
	if (!variants) return '';
	const sentences: Readonly<Record<string, string>> = {
		rle: vscode.l10n.t('Exact masks as run lengths'),
		polygon: vscode.l10n.t('Polygons, which more programs read'),
		auto: vscode.l10n.t('Polygons, and masks for what has holes'),
		mask: vscode.l10n.t('Exact masks'),
		segment: vscode.l10n.t('Polygons, for segmentation'),
		detect: vscode.l10n.t('Boxes, for detection'),
		semantic: vscode.l10n.t('The category of each pixel'),
		instance: vscode.l10n.t('The object of each pixel'),
		parts: vscode.l10n.t('The object and the part of each pixel, in two maps'),
		levels: vscode.l10n.t('The category of each pixel, in a map for each level'),
		masks: vscode.l10n.t('A black and white picture for each mask'),
		overlay: vscode.l10n.t('The pictures with coloured masks, to look at'),
	};
	const items = variants.map((variant) => ({ label: sentences[variant] ?? variant, variant }));
	const title = vscode.l10n.t('Export Dataset (2): What to Write');
	return (await vscode.window.showQuickPick(items, { title }))?.variant;
}

async function askSelection(categories: readonly DatasetCategory[]): Promise<Selection | undefined> {
	const ofKind = (kind: string) => categories.filter((one) => one.kind === kind);
	const items = (['object', 'part'] as const).flatMap((kind) => {
		const group = ofKind(kind).map((category) => ({ label: category.name, picked: true, category }));
		const label = kind === 'object' ? vscode.l10n.t('Objects') : vscode.l10n.t('Parts');
		return group.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...group];
	});
	const chosen = await vscode.window.showQuickPick(items, {
		title: vscode.l10n.t('Export Dataset (3): Categories'),
		placeHolder: vscode.l10n.t('All categories that are ticked are exported'),
		canPickMany: true,
	});
	if (!chosen) return undefined;
	const wanted = chosen.flatMap((item) => ('category' in item ? [item.category] : []));
	return wanted.length === categories.length ? {} : { only: wanted };
}

async function askParts(): Promise<readonly SplitPart[] | 'none' | undefined> {
	const part = (name: string, share: number) => ({ name, share });
	const items: (vscode.QuickPickItem & { readonly parts: readonly SplitPart[] | 'none' })[] = [
		{ label: vscode.l10n.t('Do not split'), parts: 'none' },
		{ label: vscode.l10n.t('80 % train, 20 % val'), parts: [part('train', 80), part('val', 20)] },
		{
			label: vscode.l10n.t('80 % train, 10 % val, 10 % test'),
			parts: [part('train', 80), part('val', 10), part('test', 10)],
		},
		{
			label: vscode.l10n.t('70 % train, 15 % val, 15 % test'),
			parts: [part('train', 70), part('val', 15), part('test', 15)],
		},
	];
	const title = vscode.l10n.t('Export Dataset (4): Split the Images by Chance');
	return (await vscode.window.showQuickPick(items, { title }))?.parts;
}

async function askSeed(): Promise<number | undefined> {
	const text = await vscode.window.showInputBox({
		title: vscode.l10n.t('Export Dataset (5): Seed'),
		prompt: vscode.l10n.t('The same number splits the same images in the same way.'),
		value: '1',
		validateInput: (value) =>
			/^\d{1,9}$/.test(value) ? undefined : vscode.l10n.t('Enter a whole number, such as 1.'),
	});
	return text === undefined ? undefined : Number(text);
}
