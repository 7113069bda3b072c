import * as vscode from 'vscode';
import type { Annotation } from '../shared/annotations/annotation';
import {
	type CategoryName,
	changeCategories,
	removeAnnotations,
} from '../shared/annotations/annotationEdits';
import type { CategoryMemory } from './categories/categoryMemory';
import { pickCategory } from './categories/categoryPick';
import type { AnnotationDocument } from './document/annotationDocument';
import type { EditorSession } from './session/editorSession';

/** Asks for another category and gives it to the annotations, as one step that can be undone. */
export async function rename(
	{ document, names }: EditorSession,
	annotations: readonly Annotation[],
	categories: CategoryMemory,
): Promise<void> {
	const [first] = annotations;
	if (!first) return;
	const source = categories.sourceFor(document.uri);
	const present = document.state.categories.find(({ id }) => id === first.categoryId);
	const suggestedKind = present?.kind ?? 'object';
	const single = present ? vscode.l10n.t('Category instead of {0}', present.name) : vscode.l10n.t('Category');
	const category = await pickCategory({
		title:
			annotations.length === 1 ? single : vscode.l10n.t('Category of {0} annotations', annotations.length),
		known: source.known(document.state),
		isListed: source.isListed,
		forget: (name) => source.forget(name),
		suggestedKind,
		...(annotations.length === 1 && {
			likely: names.likely(first.segmentation, suggestedKind, { annotation: first.id }),
		}),
	});
	if (category === undefined || category === 'skip') return;
	assign(document, annotations, category);
	source.remember(category);
}

/** Gives the annotations a category, as one step that can be undone. */
export function assign(
	document: AnnotationDocument,
	annotations: readonly Annotation[],
	category: CategoryName,
): void {
	// Some may be gone by now: another view of the image shows the same document.
	const still = new Map(document.state.annotations.map((one) => [one.id, one]));
	const ids = annotations.map(({ id }) => id).filter((id) => still.has(id));
	const isSame = document.state.categories.some(
		({ id, name, kind }) =>
			name === category.name &&
			kind === category.kind &&
			ids.every((annotation) => {
				const { categoryId, suggested } = still.get(annotation)!;
				return categoryId === id && !suggested;
			}),
	);
	if (ids.length > 0 && !isSame) document.edit(changeCategories(document.state, ids, category));
}

/** Takes the annotations away, as one step that can be undone. */
export function remove({ document }: EditorSession, annotations: readonly Annotation[]): void {
	if (annotations.length === 0) return;
	document.edit(
		removeAnnotations(
			document.state,
			annotations.map(({ id }) => id),
		),
	);
}

/**
 * The annotations that a command is about: those that are selected in the tree where it came from there, else
 * those that the view has selected.
 * @param item the row that was clicked
 * @param items the selected rows, where the clicked one is among several
 */
export function targetsOf(session: EditorSession, item: unknown, items: unknown): readonly Annotation[] {
	const rows = Array.isArray(items) && items.length > 0 ? items : [item];
	const ids = new Set(rows.filter(isAnnotation).map(({ id }) => id));
	for (const id of ids.size === 0 ? session.selection : []) ids.add(id);
	return session.document.state.annotations.filter(({ id }) => ids.has(id));
}

/** The ids of what a command is about, first the row that was clicked, or what the view has selected first. */
export function idsOf(session: EditorSession, item: unknown, items: unknown): readonly number[] {
	const first = isAnnotation(item) ? item.id : session.selection[0];
	const ids = targetsOf(session, item, items).map(({ id }) => id);
	return [...ids.filter((id) => id === first), ...ids.filter((id) => id !== first)];
}

function isAnnotation(item: unknown): item is Pick<Annotation, 'id'> {
	return typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'number';
}
