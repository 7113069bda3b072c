import Flatbush from 'flatbush';
import type { Bbox, Rle } from '../mask/rle';
import { intersectionArea } from '../mask/setOperations';
import type { Annotation } from './annotation';
import { differenceById } from './differenceById';
import { type MaskShape, shapeOf } from './maskShape';

/** How much of a part's area must lie in a whole: masks of one model do not nest to the pixel. */
const minContainment = 0.9;

/** For fewer parts than this, looking at every annotation is quicker than making an index of them. */
const minForIndex = 16;

/** How many of the next larger masks are looked at before the index is asked. */
const nextLarger = 64;

/** Annotations that lost the parent that the masks say, for it would have closed a circle with chosen ones. */
const cutOff = new WeakSet<Annotation>();

/**
 * The same annotations, each with its right parent: the one that the user chose, for as long as it is there, else the
 * one that the masks say (see `parentsFromMasks`). Where chosen parents would close a circle, a derived parent on it
 * gives way; so the tree has no cycles.
 *
 * @param before the annotations before an edit, with their right parents
 */
export function withParents(
	annotations: readonly Annotation[],
	before: readonly Annotation[] = [],
): readonly Annotation[] {
	if (!annotations.some(isChosen) && !before.some(isChosen)) return parentsFromMasks(annotations, before);
	const ids = new Set(annotations.map(({ id }) => id));
	const standing = annotations.map((one) =>
		isChosen(one) && !canStand(one, ids) ? withoutChoice(one) : one,
	);
	const chosen = standing.filter(isChosen);
	const derived = parentsFromMasks(standing, areDerived(standing, before) ? before : []);
	const parents = new Map(derived.map(({ id, parent }) => [id, parent]));
	for (const { id, parent } of chosen) parents.set(id, parent);
	const choices = new Set(chosen.map(({ id }) => id));
	const cut = new Set([...choices].map((id) => breakCircle(id, parents, choices)));
	return standing.map((one) => {
		const placed = withParent(one, parents.get(one.id));
		if (cut.has(one.id)) cutOff.add(placed);
		return placed;
	});
}

/** Whether a chosen parent is there: one that is gone was no lasting choice. */
function canStand({ id, parent }: Annotation, ids: ReadonlySet<number>): boolean {
	return parent === undefined || (parent !== id && ids.has(parent));
}

/**
 * Whether all parents of before that nobody chooses now are what the masks say, so that only what an edit changed has
 * to be looked at again.
 */
function areDerived(now: readonly Annotation[], before: readonly Annotation[]): boolean {
	if (before.some((one) => cutOff.has(one))) return false;
	const wereChosen = new Set(before.filter(isChosen).map(({ id }) => id));
	return wereChosen.size === 0 || now.every((one) => isChosen(one) || !wereChosen.has(one.id));
}

/**
 * Cuts the circle that leads from an annotation back to it, if there is one: at the first parent that nobody chose.
 * @returns whose parent it took away
 */
function breakCircle(
	start: number,
	parents: Map<number, number | undefined>,
	choices: ReadonlySet<number>,
): number | undefined {
	const way: number[] = [start];
	const seen = new Set(way);
	for (;;) {
		const next = parents.get(way.at(-1)!);
		if (next === start) {
			const cut = way.find((id) => !choices.has(id)) ?? start;
			parents.set(cut, undefined);
			return cut;
		}
		if (next === undefined || seen.has(next)) return undefined;
		way.push(next);
		seen.add(next);
	}
}

const isChosen = ({ isParentChosen }: Annotation): boolean => isParentChosen === true;

function withoutChoice({ isParentChosen: _, parent: __, ...rest }: Annotation): Annotation {
	return rest;
}

/**
 * The same annotations, each with its parent from the masks: the smallest annotation that is strictly larger and
 * contains at least 0.9 of its area; of two equally small ones the one with the lower id. So the tree has no cycles.
 *
 * A parent that a file states is replaced: two truths about what contains what would drift apart. Annotations whose
 * parent is right already are returned as they are. All masks must have one size.
 *
 * @param before the annotations before an edit, with their right parents: what the edit cannot have changed is not
 * looked at again
 */
function parentsFromMasks(
	annotations: readonly Annotation[],
	before: readonly Annotation[] = [],
): readonly Annotation[] {
	const { reshaped, lost } = changesOf(annotations, before);
	const isOpen = ({ id, parent }: { readonly id: number; readonly parent?: number | undefined }) =>
		reshaped.has(id) || (parent !== undefined && (lost.has(parent) || reshaped.has(parent)));
	if (reshaped.size === 0 && (lost.size === 0 || !annotations.some(isOpen))) return annotations;
	const shaped = annotations.map((annotation) => ({
		id: annotation.id,
		parent: annotation.parent,
		shape: shapeOf(annotation.segmentation),
	}));
	const added = shaped.filter(({ id }) => reshaped.has(id));
	const open = shaped.filter(isOpen);
	const findParent =
		open.length < minForIndex ? (part: IdentifiedShape) => parentOf(part, shaped) : parentFinder(shaped);
	const parents = new Map(open.map((part) => [part.id, findParent(part)]));
	let shapeById: Map<number, MaskShape> | undefined;
	/** Whether a mask that is new can take the place of the parent that a part still has: it has to be smaller. */
	const isNearer = (one: IdentifiedShape, parent: number | undefined) => {
		if (parent === undefined) return true;
		shapeById ??= new Map(shaped.map(({ id, shape }) => [id, shape]));
		const present = shapeById.get(parent);
		const difference = present ? one.shape.area - present.area : -1;
		return difference < 0 || (difference === 0 && one.id < parent);
	};
	return annotations.map((annotation, i) => {
		if (parents.has(annotation.id)) return withParent(annotation, parents.get(annotation.id));
		const part = shaped[i]!;
		const parent = parentOf(
			part,
			added.filter((one) => mayBeWhole(one.shape, part.shape) && isNearer(one, part.parent)),
		);
		return parent === undefined ? annotation : withParent(annotation, parent);
	});
}

/** The smallest of the annotations that a mask, which is none of them, lies in; as `withParents` would have it. */
export function wholeOf(mask: Rle, annotations: readonly Annotation[]): Annotation | undefined {
	const part = { id: Number.POSITIVE_INFINITY, shape: shapeOf(mask) };
	const shaped = annotations.map(({ id, segmentation }) => ({ id, shape: shapeOf(segmentation) }));
	const whole = parentOf(part, shaped);
	return annotations.find(({ id }) => id === whole);
}

/** The ids of the annotations that have another mask than before, or none any more. */
function changesOf(
	annotations: readonly Annotation[],
	before: readonly Annotation[],
): { readonly reshaped: ReadonlySet<number>; readonly lost: ReadonlySet<number> } {
	const { removed, added } = differenceById(before, annotations);
	const masks = new Map(removed.map(({ id, segmentation }) => [id, segmentation]));
	const present = new Set(added.map(({ id }) => id));
	// Another name or level leaves the mask as it is.
	const reshaped = added.filter(({ id, segmentation }) => masks.get(id) !== segmentation);
	return {
		reshaped: new Set(reshaped.map(({ id }) => id)),
		lost: new Set(removed.map(({ id }) => id).filter((id) => !present.has(id))),
	};
}

interface IdentifiedShape {
	readonly id: number;
	readonly shape: MaskShape;
}

function parentOf(part: IdentifiedShape, candidates: readonly IdentifiedShape[]): number | undefined {
	return candidates
		.filter(({ shape }) => mayBeWhole(shape, part.shape))
		.sort(smallestFirst)
		.find(({ shape }) => intersectionArea(shape.mask, part.shape.mask) >= minOverlap(part.shape))?.id;
}

function smallestFirst(a: IdentifiedShape, b: IdentifiedShape): number {
	return a.shape.area - b.shape.area || a.id - b.id;
}

/**
 * Finds the parents of many parts. Where thousands of masks lie over each other, the index finds all of them for each;
 * but then the parent is one of the next larger ones, or there is none that is larger.
 */
function parentFinder(all: readonly IdentifiedShape[]): (part: IdentifiedShape) => number | undefined {
	const sorted = all.toSorted(smallestFirst);
	const candidatesOf = indexByBox(all);
	return (part) => {
		const from = countUpTo(sorted, part.shape.area);
		const found = parentOf(part, sorted.slice(from, from + nextLarger));
		if (found !== undefined || from + nextLarger >= sorted.length) return found;
		return parentOf(part, candidatesOf(part.shape.bbox));
	};
}

/** How many of the masks, the smallest first, have no more pixels than `area`. */
function countUpTo(sorted: readonly IdentifiedShape[], area: number): number {
	let [low, high] = [0, sorted.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (sorted[middle]!.shape.area <= area) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Finds the annotations whose boxes meet a box. */
function indexByBox(all: readonly IdentifiedShape[]): (box: Bbox) => readonly IdentifiedShape[] {
	const index = new Flatbush(all.length);
	for (const { shape } of all) {
		const [x, y, width, height] = shape.bbox;
		index.add(x, y, x + width, y + height);
	}
	index.finish();
	return ([x, y, width, height]) => index.search(x, y, x + width, y + height).map((i) => all[i]!);
}

function withParent(annotation: Annotation, parent: number | undefined): Annotation {
	if (annotation.parent === parent) {
		return annotation;
	}
	const { parent: _, ...rest } = annotation;
	return parent === undefined ? rest : { ...rest, parent };
}

/** Pixels of a part that must lie in its whole. */
function minOverlap(part: MaskShape): number {
	return Math.max(1, minContainment * part.area);
}

/** Whether area and box allow one mask to contain another: no two masks share more than their boxes do. */
function mayBeWhole(whole: MaskShape, part: MaskShape): boolean {
	return whole.area > part.area && overlap(whole.bbox, part.bbox) >= minOverlap(part);
}

/** Pixels that two boxes share. */
function overlap(a: Bbox, b: Bbox): number {
	const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
	const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
	return Math.max(0, width) * Math.max(0, height);
}
