import * as vscode from 'vscode';
import { Disposable } from '../disposable';
import { fileNameOf } from '../document/sidecarStore';
import { SegmentEditorProvider } from '../session/segmentEditorProvider';
import { countBegun, countDone, filterImages, type ImageFilter, stateOf } from './imageList';
import { stateIcons, stateNames } from './imageStates';
import type { WorkspaceImage, WorkspaceImages } from './workspaceImages';

/** The list of the workspace's images, each with what has been done to it. */
export class ImagesView extends Disposable implements vscode.TreeDataProvider<WorkspaceImage> {
	private readonly _onDidChangeTreeData = this._register(new vscode.EventEmitter<void>());
	readonly onDidChangeTreeData = this._onDidChangeTreeData.event;
	/** All of them, as they were when the list was drawn. */
	private known: readonly WorkspaceImage[] = [];
	private shown: readonly WorkspaceImage[] = [];
	private _filter: ImageFilter = { states: [], categories: [] };
	private revealed: string | undefined;
	private readonly view: vscode.TreeView<WorkspaceImage>;

	constructor(
		private readonly images: WorkspaceImages,
		private readonly editors: SegmentEditorProvider,
		private readonly report: (error: unknown) => void,
	) {
		super();
		this.view = this._register(vscode.window.createTreeView('strata.images', { treeDataProvider: this }));
		this._register(images.onDidChange(() => void this.update().catch(report)));
		this._register(editors.onDidChangeActive(() => this.follow()));
		this._register(this.view.onDidChangeVisibility(() => this.follow()));
	}

	get filter(): ImageFilter {
		return this._filter;
	}

	/** Shows only the images that the filter leaves. */
	setFilter(filter: ImageFilter): void {
		this._filter = filter;
		const isFiltered = filter.states.length + filter.categories.length > 0;
		void vscode.commands.executeCommand('setContext', 'strata:imagesFiltered', isFiltered);
		this._onDidChangeTreeData.fire();
	}

	getTreeItem(image: WorkspaceImage): vscode.TreeItem {
		const { uri, summary } = image;
		const item = new vscode.TreeItem(fileNameOf(uri));
		item.id = uri.toString();
		const folder = vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..'));
		const isInFolder = folder !== vscode.Uri.joinPath(uri, '..').fsPath;
		const state = stateOf(image);
		const name = stateNames()[state];
		item.iconPath = new vscode.ThemeIcon(stateIcons[state]);
		const count = summary && summary.count > 0 ? [`${summary.count}`] : [];
		item.description = [...(isInFolder ? [folder] : []), name, ...count].join(' · ');
		const masks = summary ? vscode.l10n.t('{0} masks', summary.count) : undefined;
		item.accessibilityInformation = { label: [fileNameOf(uri), name, ...(masks ? [masks] : [])].join(', ') };
		item.contextValue = 'image';
		item.command = {
			command: 'vscode.openWith',
			title: vscode.l10n.t('Open'),
			arguments: [uri, SegmentEditorProvider.viewType],
		};
		return item;
	}

	async getChildren(image?: WorkspaceImage): Promise<WorkspaceImage[]> {
		if (image) return [];
		const all = await this.images.list();
		this.shown = filterImages(all, this.filter);
		this.known = all;
		this.view.description = progressOf(all);
		this.view.message =
			this.shown.length === all.length
				? ''
				: vscode.l10n.t('{0} of {1} images are shown.', this.shown.length, all.length);
		setTimeout(() => this.follow());
		return [...this.shown];
	}

	getParent(): undefined {
		return undefined;
	}

	/** The event comes with every change of a tab: the list is only drawn anew where it says something else. */
	private async update(): Promise<void> {
		if (!this.view.visible) {
			// VS Code asks for the children when it is shown.
			this._onDidChangeTreeData.fire();
			return;
		}
		const images = await this.images.list();
		const isSame =
			images.length === this.known.length &&
			images.every((image, i) => {
				const before = this.known[i]!;
				return (
					image.key === before.key &&
					image.isAnnotated === before.isAnnotated &&
					image.isUnsaved === before.isUnsaved &&
					image.summary === before.summary
				);
			});
		if (!isSame) this._onDidChangeTreeData.fire();
	}

	/** Selects the image of the editor in front. */
	private follow(): void {
		const key = this.editors.active?.document.uri.toString();
		if (!this.view.visible) {
			this.revealed = undefined;
			return;
		}
		if (key === this.revealed) return;
		this.revealed = key;
		const image = this.shown.find((one) => one.key === key);
		if (image) this.view.reveal(image, { focus: false }).then(undefined, this.report);
	}
}

/** “37 of 210 done”, or where nothing is done yet, how many have been begun. */
function progressOf(images: readonly WorkspaceImage[]): string {
	if (images.length === 0) return '';
	const done = countDone(images);
	return done > 0
		? vscode.l10n.t('{0} of {1} done', done, images.length)
		: vscode.l10n.t('{0} of {1} begun', countBegun(images), images.length);
}
