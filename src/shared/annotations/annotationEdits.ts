import { withoutTargets } from '../imageEdits/withoutTargets';
import { decodeRle } from '../mask/cocoRle';
import { area, bbox } from '../mask/runLengths';
import type { Annotation, AnnotationSet, Category, CategoryKind } from './annotation';
import { type Difference, differenceById, type WithId } from './differenceById';
import { withParents } from './partOfTree';

/** What an edit takes away or brings. */
export interface EditSide {
	readonly annotations: readonly Annotation[];
	readonly categories: readonly Category[];
}

/**
 * One step of the undo history, as reversible data. An annotation that changes (a new parent counts) is in both
 * `removed` and `added`, under its id.
 */
export interface Edit {
	/** What VS Code's Undo says after its name: 'Add Head'. */
	readonly label: string;
	readonly removed: EditSide;
	readonly added: EditSide;
	/** Whether the image is done after it, where that changes. */
	readonly done?: boolean;
	/** The list of edits of the image before and after it, where that changes. */
	readonly imageEdits?: { readonly before: ImageEdits; readonly after: ImageEdits };
}

type ImageEdits = AnnotationSet['imageEdits'];

/** A category as the user names it; an edit finds it in the set or brings it. */
export interface CategoryName {
	readonly name: string;
	readonly kind: CategoryKind;
}

/** A mask to keep as an annotation: its id, category id and parent come from the set. */
export interface NewAnnotation
	extends Omit<Annotation, 'id' | 'categoryId' | 'parent' | 'isParentChosen' | 'extra' | 'strataExtra'> {
	readonly category: CategoryName;
}

/**
 * The set after the edit. Lists stay ordered by id, so what an edit did its inverse undoes to the very same set.
 * @throws Error where the edit was made for another set: it removes what is not there, or adds what is
 */
export function applyEdit(set: AnnotationSet, edit: Edit): AnnotationSet {
	const imageEdits = edit.imageEdits ? edit.imageEdits.after : set.imageEdits;
	return {
		annotations: exchange(set.annotations, edit.removed.annotations, edit.added.annotations),
		categories: exchange(set.categories, edit.removed.categories, edit.added.categories),
		...((edit.done ?? set.isDone) && { isDone: true as const }),
		...(imageEdits && { imageEdits }),
	};
}

/** The edit that undoes this one. */
export function invertEdit(edit: Edit): Edit {
	const { label, removed, added, done, imageEdits } = edit;
	return {
		label,
		removed: added,
		added: removed,
		...(done !== undefined && { done: !done }),
		...(imageEdits && { imageEdits: { before: imageEdits.after, after: imageEdits.before } }),
	};
}

/** Says that nothing is left to do in the image, or that something is. */
export function markDone(set: AnnotationSet, isDone: boolean): Edit {
	const { isDone: _, ...rest } = set;
	return editBetween(isDone ? 'Mark Done' : 'Mark Not Done', set, isDone ? { ...rest, isDone } : rest);
}

/**
 * The edit that leads from one set to another, whatever lies between (a file changed on disk, an import). Where it
 * removes annotations, edits of the image lose them too: another annotation may get the same id later.
 */
export function editBetween(label: string, before: AnnotationSet, after: AnnotationSet): Edit {
	const annotations = differenceById(before.annotations, after.annotations);
	const imageEdits = imageEditsAfter(before, after, annotations);
	const categories = differenceById(before.categories, after.categories);
	return {
		label,
		removed: { annotations: annotations.removed, categories: categories.removed },
		added: { annotations: annotations.added, categories: categories.added },
		...(before.isDone !== after.isDone && { done: after.isDone === true }),
		...(imageEdits !== before.imageEdits && {
			imageEdits: { before: before.imageEdits, after: imageEdits },
		}),
	};
}

function imageEditsAfter(
	before: AnnotationSet,
	after: AnnotationSet,
	{ removed, added }: Difference<Annotation>,
): ImageEdits {
	if (!after.imageEdits || after.imageEdits !== before.imageEdits) return after.imageEdits;
	const changed = new Set(added.map(({ id }) => id));
	return withoutTargets(
		after.imageEdits,
		removed.map(({ id }) => id).filter((id) => !changed.has(id)),
	);
}

/** The ids that an edit brings new, lowest first; annotations that it only changes are not among them. */
export function addedIds(edit: Edit): number[] {
	const removed = new Set(edit.removed.annotations.map((annotation) => annotation.id));
	return edit.added.annotations.map((annotation) => annotation.id).filter((id) => !removed.has(id));
}

/**
 * Keeps masks as annotations, in the given order, under the ids after the set's highest. (An id comes again only
 * after the annotation that had the highest one was removed.)
 */
export function addAnnotations(set: AnnotationSet, masks: readonly NewAnnotation[]): Edit {
	let id = nextId(set.annotations);
	let categories = set.categories;
	const added = masks.map(({ category, ...mask }): Annotation => {
		const ensured = ensureCategory(categories, category);
		categories = ensured.categories;
		return { id: id++, categoryId: ensured.id, ...mask };
	});
	const label = `Add ${nameAll(added, categories)}`;
	return edited(label, set, [...set.annotations, ...added], categories);
}

/** Drops annotations; their parts move up to the next whole. Ids that the set has not are ignored. */
export function removeAnnotations(set: AnnotationSet, ids: readonly number[]): Edit {
	const unwanted = new Set(ids);
	const removed = set.annotations.filter((annotation) => unwanted.has(annotation.id));
	const kept = set.annotations.filter((annotation) => !unwanted.has(annotation.id));
	return edited(`Delete ${nameAll(removed, set.categories)}`, set, kept);
}

/**
 * Takes another mask of the ladder that the annotation was picked from.
 * @throws RangeError where the annotation is not in the set or its ladder has no such level
 */
export function changeLevel(set: AnnotationSet, id: number, level: number): Edit {
	const annotation = set.annotations.find((one) => one.id === id);
	const step = annotation?.ladder?.find((one) => one.level === level);
	if (annotation === undefined || step === undefined) {
		const levels = annotation?.ladder?.map((one) => one.level).join(', ') || 'none';
		throw new RangeError(
			`Expected a level of its ladder (${levels}) for annotation ${id} but received ${level}`,
		);
	}
	const { segmentation, score } = step;
	const mask = decodeRle(segmentation);
	const changed = { ...annotation, segmentation, area: area(mask), bbox: bbox(mask), level, score };
	const label = `Change ${nameAll([annotation], set.categories)} to Level ${level}`;
	return edited(label, set, replace(set.annotations, changed));
}

/** A mask in place of an annotation's own, with what made it; a mask drawn by hand has neither level nor score. */
export type ReplacedMask = Pick<Annotation, 'segmentation' | 'area' | 'bbox'> &
	Partial<Pick<Annotation, 'level' | 'score' | 'prompts' | 'pack' | 'ladder'>>;

/**
 * Gives an annotation another mask under the same id and name. The levels that it was picked from stay, so that one
 * can go back to them, unless the mask brings its own.
 * @throws RangeError where the annotation is not in the set
 */
export function replaceMask(set: AnnotationSet, id: number, mask: ReplacedMask): Edit {
	const annotation = set.annotations.find((one) => one.id === id);
	if (annotation === undefined) {
		throw new RangeError(`Expected an annotation of this document for its mask but received id ${id}`);
	}
	const { level: _level, score: _score, ...rest } = annotation;
	const label = `Change ${nameAll([annotation], set.categories)}`;
	return edited(label, set, replace(set.annotations, { ...rest, ...mask }));
}

/**
 * Several edits as one step of the undo history.
 * @param steps each makes its edit of the set that the ones before it have left
 */
export function editMany(
	label: string,
	set: AnnotationSet,
	steps: readonly ((set: AnnotationSet) => Edit)[],
): Edit {
	return editBetween(
		label,
		set,
		steps.reduce((before, step) => applyEdit(before, step(before)), set),
	);
}

/**
 * Gives an annotation another name. The category that it had stays in the list, for the next annotation.
 * @throws RangeError where the annotation is not in the set
 */
export function changeCategory(set: AnnotationSet, id: number, name: CategoryName): Edit {
	return changeCategories(set, [id], name);
}

/**
 * Gives several annotations one name.
 * @throws RangeError where one of them is not in the set
 */
export function changeCategories(set: AnnotationSet, ids: readonly number[], name: CategoryName): Edit {
	const wanted = new Set(ids);
	const renamed = set.annotations.filter(({ id }) => wanted.has(id));
	if (renamed.length < wanted.size) {
		const present = new Set(renamed.map(({ id }) => id));
		const missing = ids.find((id) => !present.has(id));
		throw new RangeError(
			`Expected an annotation of this document for its category but received id ${missing}`,
		);
	}
	const { id: categoryId, categories } = ensureCategory(set.categories, name);
	const label = `Rename ${nameAll(renamed, set.categories)} to ${name.name}`;
	const changes = (annotation: Annotation) =>
		wanted.has(annotation.id) && (annotation.categoryId !== categoryId || annotation.suggested !== undefined);
	if (!renamed.some(changes)) return editBetween(label, set, set);
	// What somebody names needs no suggestion any more.
	const annotations = set.annotations.map((one) => {
		if (!changes(one)) return one;
		const { suggested: _, ...rest } = one;
		return { ...rest, categoryId };
	});
	return edited(label, set, annotations, categories);
}

/** The category of that name and kind, with the list that has it: the given one, or one with it at its end. */
function ensureCategory(
	categories: readonly Category[],
	{ name, kind }: CategoryName,
): { readonly id: number; readonly categories: readonly Category[] } {
	const known = categories.find((category) => category.name === name && category.kind === kind);
	if (known !== undefined) {
		return { id: known.id, categories };
	}
	const id = nextId(categories);
	return { id, categories: [...categories, { id, name, kind }] };
}

function edited(
	label: string,
	set: AnnotationSet,
	annotations: readonly Annotation[],
	categories: readonly Category[] = set.categories,
): Edit {
	return editBetween(label, set, {
		...set,
		annotations: withParents(annotations, set.annotations),
		categories,
	});
}

/** What edits call annotations: 'Head' for one annotation, '3 Annotations' for more. */
export function nameAll(annotations: readonly Annotation[], categories: readonly Category[]): string {
	const [first] = annotations;
	if (first === undefined || annotations.length > 1) {
		return `${annotations.length} Annotations`;
	}
	return categories.find((category) => category.id === first.categoryId)?.name ?? 'Annotation';
}

function replace(annotations: readonly Annotation[], changed: Annotation): readonly Annotation[] {
	return annotations.map((one) => (one.id === changed.id ? changed : one));
}

/** Ids start at 1; a set may hold any integers, from others' files. */
function nextId(all: readonly WithId[]): number {
	return all.reduce((highest, one) => Math.max(highest, one.id), 0) + 1;
}

function exchange<T extends WithId>(
	all: readonly T[],
	removed: readonly T[],
	added: readonly T[],
): readonly T[] {
	if (removed.length === 0 && added.length === 0) {
		return all;
	}
	const unwanted = new Set(removed.map(({ id }) => id));
	const kept = all.filter(({ id }) => !unwanted.delete(id));
	const [unknown] = unwanted;
	if (unknown !== undefined) {
		throw new Error(
			`Expected an edit of this document but received one that removes the unknown id ${unknown}`,
		);
	}
	return mergeById(kept, added);
}

/** Both lists as one, ordered by id; `list` is so already. */
function mergeById<T extends WithId>(list: readonly T[], added: readonly T[]): readonly T[] {
	const merged: T[] = [];
	let at = 0;
	for (const one of added.toSorted((a, b) => a.id - b.id)) {
		while (at < list.length && list[at]!.id < one.id) merged.push(list[at++]!);
		if (list[at]?.id === one.id || merged.at(-1)?.id === one.id) {
			throw new Error(`Expected an edit of this document but received one that adds id ${one.id} again`);
		}
		merged.push(one);
	}
	while (at < list.length) merged.push(list[at++]!);
	return merged;
}
