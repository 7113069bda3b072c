import * as vscode from 'vscode';
import type { CategoryList } from '../formats/categoryList/parseCategoryList';
import type { CategoryKind } from '../shared/annotations/annotation';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { FolderCategories } from './categories/folderCategories';
import { type FolderCategory, renamedInList } from './categories/folderCategory';
import type { CategoriesView } from './categoriesView';
import type { DocumentStore } from './document/documentStore';
import type { WorkspaceImages } from './images/workspaceImages';
import { askModal, showError, showInfo, showWarning } from './messages';
import type { NameMemory } from './naming/nameMemory';
import { type RenameReport, renameEverywhere } from './renameEverywhere';
import { swatch } from './swatch';

interface CategoryServices {
	readonly view: CategoriesView;
	readonly folders: FolderCategories;
	readonly images: WorkspaceImages;
	readonly documents: DocumentStore;
	readonly names: NameMemory;
	readonly report: (error: unknown) => void;
}

/** Colours that are told apart on bright and dark pictures. */
const palette = [
	'#e6194b',
	'#f58231',
	'#ffe119',
	'#3cb44b',
	'#42d4f4',
	'#4363d8',
	'#911eb4',
	'#f032e6',
	'#9a6324',
	'#808000',
];

/** The commands of the Categories view: add, list, rename everywhere, merge, recolour. */
export function registerCategoryCommands(services: CategoryServices): vscode.Disposable {
	const register = (name: string, act: (folder: vscode.WorkspaceFolder, row: FolderCategory) => unknown) =>
		vscode.commands.registerCommand(`strata.${name}`, async (row: FolderCategory) => {
			const { folder } = services.view;
			if (!folder) return;
			try {
				await act(folder, row);
			} catch (error) {
				services.report(error);
				void showError(error);
			}
		});
	const change = async (folder: vscode.WorkspaceFolder, to: (list: CategoryList) => CategoryList) =>
		services.folders.write(folder, to(services.folders.listFor(folder.uri) ?? []));
	return vscode.Disposable.from(
		register('addCategory', async (folder) => {
			const name = await askName(vscode.l10n.t('Add Category'), '');
			const kind = name && (await askKind());
			if (!name || !kind) return;
			await change(folder, (list) => [...list, { name, kind }]);
		}),
		register('listCategory', (folder, { name, kind }) => change(folder, (list) => [...list, { name, kind }])),
		register('recolourCategory', async (folder, row) => {
			const colour = await askColour(row);
			if (!colour) return;
			await change(folder, (list) => list.map((one) => (one === row.listed ? { ...one, colour } : one)));
		}),
		register('renameCategory', async (folder, row) => {
			const name = await askName(vscode.l10n.t('Rename “{0}” Everywhere', row.name), row.name);
			if (name) await renameIn(services, folder, row, { name, kind: row.kind });
		}),
		register('mergeCategory', async (folder, row) => {
			const others = (await services.view.getChildren()).filter(
				({ name, kind }) => name !== row.name || kind !== row.kind,
			);
			const items = others.map(({ name, kind }) => ({
				label: name,
				description: kind === 'object' ? vscode.l10n.t('object') : vscode.l10n.t('part'),
				category: { name, kind },
			}));
			const title = vscode.l10n.t('Merge “{0}” Into', row.name);
			const chosen = await vscode.window.showQuickPick(items, { title });
			if (chosen) await renameIn(services, folder, row, chosen.category);
		}),
	);
}

/** In all files of the folder, and in its list; what that means is said before and after. */
async function renameIn(
	{ folders, images, documents, names }: CategoryServices,
	folder: vscode.WorkspaceFolder,
	from: FolderCategory,
	to: CategoryName,
): Promise<void> {
	const all = (await images.list()).filter(
		({ uri }) => vscode.workspace.getWorkspaceFolder(uri)?.index === folder.index,
	);
	const having = all.filter(({ summary }) => summary?.categories.some((one) => isSame(one, from)));
	const rename = vscode.l10n.t('Rename');
	const answer = await askModal(
		{
			message: vscode.l10n.t('Call “{0}” “{1}” in {2} images?', from.name, to.name, having.length),
			detail: vscode.l10n.t(
				'Images that are open get an edit, which can be undone. The files of the others are changed at once.',
			),
		},
		rename,
	);
	if (answer !== rename) return;
	const uris = all.filter(({ isAnnotated, isUnsaved }) => isAnnotated || isUnsaved).map(({ uri }) => uri);
	const report = await renameEverywhere(documents, uris, from, to);
	await names.rename(from, to);
	const list = folders.listFor(folder.uri);
	if (list) await folders.write(folder, renamedInList(list, from, to));
	tell(report);
}

function tell({ files, open, failures }: RenameReport): void {
	const done = vscode.l10n.t('Renamed in {0} files and {1} open images.', files, open);
	if (failures.length === 0) void showInfo(done);
	else {
		const first = failures.slice(0, 3).join(' ');
		void showWarning(vscode.l10n.t('{0} {1} files could not be changed: {2}', done, failures.length, first));
	}
}

function isSame(one: CategoryName, other: CategoryName): boolean {
	return one.name === other.name && one.kind === other.kind;
}

async function askName(title: string, value: string): Promise<string | undefined> {
	const name = await vscode.window.showInputBox({
		title,
		value,
		prompt: vscode.l10n.t('Name of the category'),
	});
	const trimmed = name?.trim();
	return trimmed === value ? undefined : trimmed;
}

async function askKind(): Promise<CategoryKind | undefined> {
	const items: (vscode.QuickPickItem & { readonly category: CategoryKind })[] = [
		{ label: vscode.l10n.t('object'), category: 'object' },
		{ label: vscode.l10n.t('part'), category: 'part' },
	];
	const title = vscode.l10n.t('A Whole Thing or a Part of One?');
	return (await vscode.window.showQuickPick(items, { title }))?.category;
}

async function askColour({ name, kind, listed }: FolderCategory): Promise<string | undefined> {
	const other = vscode.l10n.t('Another colour…');
	const items = [
		...palette.map((colour) => ({ label: colour, iconPath: swatch(colour, kind === 'part') })),
		{ label: other },
	];
	const title = vscode.l10n.t('Colour of “{0}”', name);
	const chosen = await vscode.window.showQuickPick(items, { title });
	if (chosen?.label !== other) return chosen?.label;
	return vscode.window.showInputBox({
		title,
		value: listed?.colour ?? palette[0]!,
		validateInput: (text) =>
			/^#[0-9a-fA-F]{6}$/.test(text)
				? undefined
				: vscode.l10n.t('Enter # and six hexadecimal digits, such as #3b82f6.'),
	});
}
