import * as vscode from 'vscode';
import type { Annotation, AnnotationSet, Category } from '../shared/annotations/annotation';
import {
	type ColouredCategory,
	hexColour,
	numberColour,
	withColours,
} from '../shared/annotations/categoryColour';
import { uncategorised } from '../shared/everything';
import { AnnotationDrag } from './annotationDrag';
import {
	type AnnotationOrder,
	type AnnotationRow,
	type AnnotationRows,
	annotationRows,
	haveSameShape,
} from './annotationRows';
import type { FolderCategories } from './categories/folderCategories';
import { Disposable } from './disposable';
import type { EditorSession } from './session/editorSession';
import type { SegmentEditorProvider } from './session/segmentEditorProvider';
import { swatch } from './swatch';

/** Set once the view has been opened by itself, so that nobody has to look for where masks go. */
const openedKey = 'strata.annotationsViewOpened';
const orderKey = 'strata.annotationsOrder';

const noAnnotations: AnnotationSet = { annotations: [], categories: [] };

/** The part-of tree of the image in front: parts under the wholes that contain them. */
export class AnnotationTree extends Disposable implements vscode.TreeDataProvider<AnnotationRow> {
	private readonly _onDidChangeTreeData = this._register(
		new vscode.EventEmitter<AnnotationRow[] | undefined>(),
	);
	readonly onDidChangeTreeData = this._onDidChangeTreeData.event;
	private set: AnnotationSet = noAnnotations;
	/** What is shown, by whole. */
	private rows: AnnotationRows = new Map();
	private byId: ReadonlyMap<number, Annotation> = new Map();
	private parents: ReadonlyMap<number, number | undefined> = new Map();
	private rowObjects = new Map<number, AnnotationRow>();
	private session: EditorSession | undefined;
	private revealed: number | undefined;
	/** The ids that the last change has added to the image in front. */
	private added: ReadonlySet<number> = new Set();
	private filter = '';
	private readonly view: vscode.TreeView<AnnotationRow>;

	constructor(
		private readonly editors: SegmentEditorProvider,
		private readonly folders: FolderCategories,
		private readonly memento: vscode.Memento,
	) {
		super();
		this.view = this._register(
			vscode.window.createTreeView('strata.annotations', {
				treeDataProvider: this,
				dragAndDropController: new AnnotationDrag(editors),
				showCollapseAll: true,
				canSelectMany: true,
			}),
		);
		this._register(editors.onDidChangeActive(() => this.refresh()));
		this._register(folders.onDidChange(() => this._onDidChangeTreeData.fire(undefined)));
		this._register(this.view.onDidChangeSelection(({ selection }) => this.follow(selection)));
	}

	get order(): AnnotationOrder {
		return this.memento.get<AnnotationOrder>(orderKey, 'order');
	}

	/** Puts the rows in another order. */
	async sort(order: AnnotationOrder): Promise<void> {
		await this.memento.update(orderKey, order);
		this.show();
	}

	get filterText(): string {
		return this.filter;
	}

	/** Shows only annotations whose category's name contains the text; empty: all. */
	setFilter(text: string): void {
		this.filter = text.trim();
		void vscode.commands.executeCommand('setContext', 'strata:annotationsFiltered', this.filter !== '');
		this.show();
	}

	getTreeItem({ id }: AnnotationRow): vscode.TreeItem {
		const annotation = this.byId.get(id)!;
		const category = this.set.categories.find((one) => one.id === annotation.categoryId);
		const hasParts = this.rows.has(id);
		const { suggested } = annotation;
		const item = new vscode.TreeItem(
			suggested
				? vscode.l10n.t('{0}?', suggested.name)
				: (category?.name ?? vscode.l10n.t('category {0}', annotation.categoryId)),
			hasParts ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
		);
		// VS Code keeps a row that got its first part collapsed, unless it is another one.
		item.id = hasParts ? `${id} whole` : `${id}`;
		item.iconPath = suggested
			? new vscode.ThemeIcon('lightbulb')
			: swatch(this.colourOf(annotation, category), category?.kind === 'part');
		item.description = descriptionOf(annotation);
		item.contextValue = contextOf(annotation);
		item.command = {
			command: 'strata.selectAnnotation',
			title: vscode.l10n.t('Select'),
			arguments: [id],
		};
		return item;
	}

	getChildren(whole?: AnnotationRow): AnnotationRow[] {
		return (this.rows.get(whole?.id) ?? []).map(({ id }) => this.rowOf(id));
	}

	getParent({ id }: AnnotationRow): AnnotationRow | undefined {
		const whole = this.parents.get(id);
		return whole === undefined ? undefined : this.rowOf(whole);
	}

	private rowOf(id: number): AnnotationRow {
		let row = this.rowObjects.get(id);
		if (!row) {
			row = { id };
			this.rowObjects.set(id, row);
		}
		return row;
	}

	private colourOf({ id, categoryId }: Annotation, category: Category | undefined): string {
		if (category === undefined || category.name === uncategorised.name) return numberColour(id);
		const colours = this.session ? this.folders.coloursFor(this.session.document.uri) : [];
		const [{ colour }] = withColours([category], colours) as [ColouredCategory];
		return colour ? hexColour(colour) : numberColour(categoryId);
	}

	/** Several rows are selected by keys and clicks with a modifier; one row runs its command. */
	private follow(selection: readonly AnnotationRow[]): void {
		const { session } = this;
		const isMany = selection.length > 1 || (session?.selection.length ?? 0) > 1;
		if (!session || !isMany || selection.length === 0) return;
		// What is selected here need not be revealed.
		this.revealed = selection.at(-1)!.id;
		session.selectAll(selection.map(({ id }) => id));
	}

	/** The event comes with every change of focus too: only what the tree shows makes it read again. */
	private refresh(): void {
		const session = this.editors.active;
		const set: AnnotationSet = session?.document.state ?? noAnnotations;
		const isOtherImage = session?.document !== this.session?.document;
		this.session = session;
		if (isOtherImage) this.rowObjects = new Map();
		if (set.annotations !== this.set.annotations || set.categories !== this.set.categories) {
			const added = isOtherImage ? [] : set.annotations.filter(({ id }) => !this.byId.has(id));
			this.added = new Set(added.map(({ id }) => id));
			this.set = set;
			this.show();
		}
		this.revealSelected();
	}

	/** Makes the rows anew. Where they stand as they did, only those that say something else are drawn. */
	private show(): void {
		const { annotations } = this.set;
		const before = { rows: this.rows, byId: this.byId };
		this.byId = new Map(annotations.map((annotation) => [annotation.id, annotation]));
		this.rows = annotationRows(this.set, this.order, this.filter);
		this.parents = new Map(
			[...this.rows].flatMap(([whole, rows]) => rows.map(({ id }) => [id, whole] as const)),
		);
		this.view.message =
			this.filter === ''
				? ''
				: vscode.l10n.t('“{0}”: {1} of {2}', this.filter, this.parents.size, annotations.length);
		const changed = [...this.parents.keys()].filter((id) => before.byId.get(id) !== this.byId.get(id));
		const isSame = haveSameShape(before.rows, this.rows) && changed.length < this.parents.size;
		if (!isSame) this._onDidChangeTreeData.fire(undefined);
		else if (changed.length > 0) this._onDidChangeTreeData.fire(changed.map((id) => this.rowOf(id)));
	}

	private revealSelected(): void {
		const { session } = this;
		const selected = session?.selectedAnnotation;
		const isMany = (session?.selection.length ?? 0) > 1;
		// By id: an edit makes new objects of what only got another parent, and those are not newly selected.
		const isNew = selected?.id !== this.revealed || (!isMany && this.view.selection.length > 1);
		if (selected && isNew && !isMany) this.reveal(selected, this.added.has(selected.id));
		this.revealed = selected?.id;
	}

	private reveal({ id }: Annotation, isNew: boolean): void {
		const opens = isNew && !this.memento.get(openedKey, false);
		if ((!this.view.visible && !opens) || !this.parents.has(id)) return;
		if (opens) void this.memento.update(openedKey, true);
		void this.view.reveal(this.rowOf(id), { focus: false }).then(undefined, () => undefined);
	}
}

function contextOf({ isHidden, isLocked, isParentChosen, suggested }: Annotation): string {
	return [
		'annotation',
		isHidden ? 'hidden' : 'shown',
		isLocked ? 'locked' : 'unlocked',
		...(isParentChosen ? ['moved'] : []),
		...(suggested ? ['suggested'] : []),
	].join('.');
}

function descriptionOf({ level, area, isHidden, isLocked, suggested }: Annotation): string {
	const pixels = area.toLocaleString(vscode.env.language);
	return [
		...(suggested ? [vscode.l10n.t('suggested')] : []),
		...(level === undefined ? [] : [vscode.l10n.t('level {0}', level)]),
		vscode.l10n.t('{0} px', pixels),
		...(isHidden ? [vscode.l10n.t('hidden')] : []),
		...(isLocked ? [vscode.l10n.t('locked')] : []),
	].join(' · ');
}
