import * as vscode from 'vscode';
import { Disposable } from '../disposable';
import { fileNameOf } from '../document/sidecarStore';
import { SegmentEditorProvider } from '../session/segmentEditorProvider';
import { countBegun } from './imageList';
import type { WorkspaceImage, WorkspaceImages } from './workspaceImages';

/** The list of the workspace's images, each with what has been done to it. */
export class ImagesView extends Disposable implements vscode.TreeDataProvider<WorkspaceImage> {
	private readonly _onDidChangeTreeData = this._register(new vscode.EventEmitter<void>());
	readonly onDidChangeTreeData = this._onDidChangeTreeData.event;
	private shown: readonly WorkspaceImage[] = [];
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

	getTreeItem({ uri, isAnnotated, isUnsaved }: WorkspaceImage): vscode.TreeItem {
		const item = new vscode.TreeItem(fileNameOf(uri));
		item.id = uri.toString();
		const folder = vscode.workspace.asRelativePath(vscode.Uri.joinPath(uri, '..'));
		const isInFolder = folder !== vscode.Uri.joinPath(uri, '..').fsPath;
		const state = isUnsaved
			? vscode.l10n.t('not saved')
			: isAnnotated
				? vscode.l10n.t('annotated')
				: vscode.l10n.t('no masks yet');
		item.iconPath = new vscode.ThemeIcon(
			isUnsaved ? 'circle-filled' : isAnnotated ? 'pass' : 'circle-outline',
		);
		item.description = isInFolder ? `${folder} · ${state}` : state;
		item.accessibilityInformation = { label: `${fileNameOf(uri)}, ${state}` };
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
		this.shown = await this.images.list();
		this.view.description =
			this.shown.length === 0
				? ''
				: vscode.l10n.t('{0} of {1} begun', countBegun(this.shown), this.shown.length);
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
			images.length === this.shown.length &&
			images.every((image, i) => {
				const before = this.shown[i]!;
				return (
					image.key === before.key &&
					image.isAnnotated === before.isAnnotated &&
					image.isUnsaved === before.isUnsaved
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
