import * as vscode from 'vscode';
import type { CountedCategory } from '../formats/sidecar/sidecarSummary';
import { hexColour } from '../shared/annotations/categoryColour';
import type { FolderCategories } from './categories/folderCategories';
import { type FolderCategory, folderCategories } from './categories/folderCategory';
import { Disposable } from './disposable';
import type { WorkspaceImages } from './images/workspaceImages';
import type { SegmentEditorProvider } from './session/segmentEditorProvider';
import { swatch } from './swatch';

/** The categories of a workspace folder: those of its list, and those that its images have besides. */
export class CategoriesView extends Disposable implements vscode.TreeDataProvider<FolderCategory> {
	private readonly _onDidChangeTreeData = this._register(new vscode.EventEmitter<void>());
	readonly onDidChangeTreeData = this._onDidChangeTreeData.event;
	private shownFolder: string | undefined;

	constructor(
		private readonly editors: SegmentEditorProvider,
		private readonly images: WorkspaceImages,
		private readonly folders: FolderCategories,
	) {
		super();
		this._register(
			vscode.window.createTreeView('strata.categories', { treeDataProvider: this, showCollapseAll: false }),
		);
		const refresh = () => this._onDidChangeTreeData.fire();
		this._register(images.onDidChange(refresh));
		this._register(folders.onDidChange(refresh));
		this._register(
			editors.onDidChangeActive(() => {
				if (this.folder?.uri.toString() !== this.shownFolder) refresh();
			}),
		);
	}

	/** The folder of the image in front, else the first one. */
	get folder(): vscode.WorkspaceFolder | undefined {
		const image = this.editors.active?.document.uri;
		return (image && vscode.workspace.getWorkspaceFolder(image)) ?? vscode.workspace.workspaceFolders?.[0];
	}

	getTreeItem({ name, kind, count, listed, isUnlisted }: FolderCategory): vscode.TreeItem {
		const item = new vscode.TreeItem(name);
		item.id = `${kind}\n${name}`;
		item.iconPath = isUnlisted
			? new vscode.ThemeIcon('warning')
			: swatch(listed?.colour ? hexColour(listed.colour) : '#888888', kind === 'part');
		item.description = [
			kind === 'object' ? vscode.l10n.t('object') : vscode.l10n.t('part'),
			`${count}`,
			...(listed?.hotkey === undefined ? [] : [vscode.l10n.t('key {0}', listed.hotkey)]),
			...(isUnlisted ? [vscode.l10n.t('not in this folder’s list')] : []),
		].join(' · ');
		item.contextValue = listed ? 'category.listed' : 'category';
		return item;
	}

	/** All of them, as they are by now. */
	async getChildren(category?: FolderCategory): Promise<FolderCategory[]> {
		const { folder } = this;
		this.shownFolder = folder?.uri.toString();
		if (category || !folder) return [];
		const used: CountedCategory[] = (await this.images.list())
			.filter(({ uri }) => vscode.workspace.getWorkspaceFolder(uri)?.index === folder.index)
			.flatMap(({ summary }) => summary?.categories ?? []);
		return folderCategories(this.folders.listFor(folder.uri), used);
	}
}
