import * as vscode from 'vscode';
import { ancestorsOf, chooseParent } from '../shared/annotations/chooseParent';
import type { AnnotationRow } from './annotationRows';
import { showError } from './messages';
import type { SegmentEditorProvider } from './session/segmentEditorProvider';

/** VS Code's own name for what is dragged within this view. */
const mimeType = 'application/vnd.code.tree.strata.annotations';

/** Rows that are dragged onto another one become its parts; dropped below all rows, they are parts of nothing. */
export class AnnotationDrag implements vscode.TreeDragAndDropController<AnnotationRow> {
	readonly dragMimeTypes = [mimeType];
	readonly dropMimeTypes = [mimeType];

	constructor(private readonly editors: SegmentEditorProvider) {}

	handleDrag(rows: readonly AnnotationRow[], data: vscode.DataTransfer): void {
		data.set(mimeType, new vscode.DataTransferItem(rows.map(({ id }) => id)));
	}

	handleDrop(target: AnnotationRow | undefined, data: vscode.DataTransfer): void {
		const ids: unknown = data.get(mimeType)?.value;
		const document = this.editors.active?.document;
		if (!document || !Array.isArray(ids)) return;
		moveTo(document, ids, target?.id ?? 'none');
	}
}

/** Puts annotations under another one, or at the top, as one step that can be undone; says why where it cannot. */
export function moveTo(
	document: NonNullable<SegmentEditorProvider['active']>['document'],
	ids: readonly number[],
	parent: number | 'none',
): void {
	const above = typeof parent === 'number' ? ancestorsOf(document.state, parent) : new Set();
	const movable = ids.filter((id) => !above.has(id));
	if (movable.length === 0) {
		void showError(vscode.l10n.t('An annotation cannot be a part of itself or of its own parts.'));
		return;
	}
	try {
		document.edit(chooseParent(document.state, movable, parent));
	} catch (error) {
		void showError(error);
	}
}
