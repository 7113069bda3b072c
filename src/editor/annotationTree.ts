import * as vscode from 'vscode';
import type { Annotation } from '../shared/annotations/annotation';
import { Disposable } from './disposable';
import type { SegmentEditorProvider } from './session/segmentEditorProvider';

/** The part-of tree of the image in front: parts under the wholes that contain them. */
export class AnnotationTree extends Disposable implements vscode.TreeDataProvider<Annotation> {
	private readonly _onDidChangeTreeData = this._register(new vscode.EventEmitter<void>());
	readonly onDidChangeTreeData = this._onDidChangeTreeData.event;
	private shown: readonly Annotation[] = [];
	private revealed: number | undefined;
	private readonly view: vscode.TreeView<Annotation>;

	constructor(private readonly editors: SegmentEditorProvider) {
		super();
		this.view = this._register(
			vscode.window.createTreeView('strata.annotations', { treeDataProvider: this, showCollapseAll: true }),
		);
		this._register(editors.onDidChangeActive(() => this.refresh()));
	}

	getTreeItem(annotation: Annotation): vscode.TreeItem {
		const category = this.state?.categories.find(({ id }) => id === annotation.categoryId);
		const hasParts = this.getChildren(annotation).length > 0;
		const item = new vscode.TreeItem(
			category?.name ?? `category ${annotation.categoryId}`,
			hasParts ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
		);
		item.id = `${annotation.id}`;
		item.iconPath = new vscode.ThemeIcon(category?.kind === 'part' ? 'symbol-field' : 'symbol-class');
		const level = annotation.level === undefined ? '' : `level ${annotation.level} · `;
		item.description = `${level}${annotation.area.toLocaleString('en')} px`;
		item.contextValue = 'annotation';
		item.command = { command: 'strata.selectAnnotation', title: 'Select', arguments: [annotation.id] };
		return item;
	}

	getChildren(whole?: Annotation): Annotation[] {
		const annotations = this.state?.annotations ?? [];
		return annotations.filter(({ parent }) => parent === whole?.id);
	}

	getParent(part: Annotation): Annotation | undefined {
		return this.state?.annotations.find(({ id }) => id === part.parent);
	}

	private get state() {
		return this.editors.active?.document.state;
	}

	/** Editors tell of every change of focus too: only what the tree shows makes it read anew. */
	private refresh(): void {
		const annotations = this.state?.annotations ?? [];
		const selected = annotations.find(({ id }) => id === this.editors.active?.selected);
		if (annotations !== this.shown) {
			this.shown = annotations;
			this._onDidChangeTreeData.fire();
		}
		// By id: an edit makes new objects of what only got another parent, and those are not newly selected.
		if (selected && selected.id !== this.revealed && this.view.visible) {
			void this.view.reveal(selected, { focus: false });
		}
		this.revealed = selected?.id;
	}
}
