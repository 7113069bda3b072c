import * as vscode from 'vscode';
import type { Annotation, Category } from '../shared/annotations/annotation';
import {
	type ColouredCategory,
	hexColour,
	numberColour,
	withColours,
} from '../shared/annotations/categoryColour';
import { uncategorised } from '../shared/everything';
import type { FolderCategories } from './categories/folderCategories';
import { Disposable } from './disposable';
import type { EditorSession } from './session/editorSession';
import type { SegmentEditorProvider } from './session/segmentEditorProvider';
import { swatch } from './swatch';

/** Set once the view has been opened by itself, so that nobody has to look for where masks go. */
const openedKey = 'strata.annotationsViewOpened';

const noAnnotations: readonly Annotation[] = [];

type Parts = ReadonlyMap<number | undefined, readonly Annotation[]>;

/** The part-of tree of the image in front: parts under the wholes that contain them. */
export class AnnotationTree extends Disposable implements vscode.TreeDataProvider<Annotation> {
	private readonly _onDidChangeTreeData = this._register(new vscode.EventEmitter<void>());
	readonly onDidChangeTreeData = this._onDidChangeTreeData.event;
	private annotations: readonly Annotation[] = [];
	/** By whole; undefined: those that lie in no other. */
	private parts: Parts = new Map();
	private byId: ReadonlyMap<number, Annotation> = new Map();
	private session: EditorSession | undefined;
	private revealed: number | undefined;
	/** The ids that the last change has added to the image in front. */
	private added: ReadonlySet<number> = new Set();
	private readonly view: vscode.TreeView<Annotation>;

	constructor(
		private readonly editors: SegmentEditorProvider,
		private readonly folders: FolderCategories,
		private readonly memento: vscode.Memento,
	) {
		super();
		this.view = this._register(
			vscode.window.createTreeView('strata.annotations', {
				treeDataProvider: this,
				showCollapseAll: true,
				canSelectMany: true,
			}),
		);
		this._register(editors.onDidChangeActive(() => this.refresh()));
		this._register(folders.onDidChange(() => this._onDidChangeTreeData.fire()));
		this._register(this.view.onDidChangeSelection(({ selection }) => this.follow(selection)));
	}

	getTreeItem(annotation: Annotation): vscode.TreeItem {
		const category = this.categories.find(({ id }) => id === annotation.categoryId);
		const hasParts = this.parts.has(annotation.id);
		const item = new vscode.TreeItem(
			category?.name ?? vscode.l10n.t('category {0}', annotation.categoryId),
			hasParts ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
		);
		item.id = `${annotation.id}`;
		item.iconPath = swatch(this.colourOf(annotation, category), category?.kind === 'part');
		item.description = descriptionOf(annotation);
		item.contextValue = 'annotation';
		item.command = {
			command: 'strata.selectAnnotation',
			title: vscode.l10n.t('Select'),
			arguments: [annotation.id],
		};
		return item;
	}

	getChildren(whole?: Annotation): Annotation[] {
		return [...(this.parts.get(whole?.id) ?? [])];
	}

	getParent(part: Annotation): Annotation | undefined {
		return part.parent === undefined ? undefined : this.byId.get(part.parent);
	}

	private get categories(): readonly Category[] {
		return this.session?.document.state.categories ?? [];
	}

	private colourOf({ id, categoryId }: Annotation, category: Category | undefined): string {
		if (category === undefined || category.name === uncategorised.name) return numberColour(id);
		const colours = this.session ? this.folders.coloursFor(this.session.document.uri) : [];
		const [{ colour }] = withColours([category], colours) as [ColouredCategory];
		return colour ? hexColour(colour) : numberColour(categoryId);
	}

	/** Several rows are selected by keys and clicks with a modifier; one row runs its command. */
	private follow(selection: readonly Annotation[]): void {
		const { session } = this;
		const isMany = selection.length > 1 || (session?.selection.length ?? 0) > 1;
		if (!session || !isMany || selection.length === 0) return;
		session.selectAll(selection.map(({ id }) => id));
		// What was just selected here needs not be revealed.
		this.revealed = session.selected ?? undefined;
	}

	/** The event comes with every change of focus too: only what the tree shows makes it read again. */
	private refresh(): void {
		const session = this.editors.active;
		const annotations = session?.document.state.annotations ?? noAnnotations;
		const isOtherImage = session?.document !== this.session?.document;
		this.session = session;
		if (annotations !== this.annotations) {
			const added = isOtherImage ? [] : annotations.filter(({ id }) => !this.byId.has(id));
			this.added = new Set(added.map(({ id }) => id));
			this.annotations = annotations;
			this.byId = new Map(annotations.map((annotation) => [annotation.id, annotation]));
			this.parts = partsOf(annotations);
			this._onDidChangeTreeData.fire();
		}
		const selected = session?.selectedAnnotation;
		if ((session?.selection.length ?? 0) > 1) {
			this.revealed = selected?.id;
			return;
		}
		// By id: an edit makes new objects of what only got another parent, and those are not newly selected.
		if (selected && selected.id !== this.revealed) this.reveal(selected, this.added.has(selected.id));
		this.revealed = selected?.id;
	}

	private reveal(annotation: Annotation, isNew: boolean): void {
		const opens = isNew && !this.memento.get(openedKey, false);
		if (!this.view.visible && !opens) return;
		if (opens) void this.memento.update(openedKey, true);
		void this.view.reveal(annotation, { focus: false }).then(undefined, () => undefined);
	}
}

function partsOf(annotations: readonly Annotation[]): Parts {
	const parts = new Map<number | undefined, Annotation[]>();
	for (const annotation of annotations) {
		const siblings = parts.get(annotation.parent);
		if (siblings) siblings.push(annotation);
		else parts.set(annotation.parent, [annotation]);
	}
	return parts;
}

function descriptionOf({ level, area }: Annotation): string {
	const pixels = area.toLocaleString(vscode.env.language);
	return level === undefined
		? vscode.l10n.t('{0} px', pixels)
		: vscode.l10n.t('level {0} · {1} px', level, pixels);
}
