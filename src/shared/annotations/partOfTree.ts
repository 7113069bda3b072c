import Flatbush from 'flatbush';
import { decodeRle } from '../mask/cocoRle';
import type { Bbox, Rle } from '../mask/rle';
import { area, bbox, type RunLengths } from '../mask/runLengths';
import { intersectionArea } from '../mask/setOperations';
import type { Annotation } from './annotation';
import { differenceById } from './differenceById';

/** How much of a part's area must lie in a whole: masks of one model do not nest to the pixel. */
const minContainment = 0.9;

/** For fewer parts than this, looking at every annotation is quicker than making an index of them. */
const minForIndex = 16;

/** A mask decoded, with what is cheap to compare first. */
interface Shape {
	readonly mask: RunLengths;
	readonly area: number;
	readonly bbox: Bbox;
}

/** Annotations keep their `Rle` object through edits, so an edit decodes only the masks that it brought. */
const shapes = new WeakMap<Rle, Shape>();

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
	const ids = new Set(annotations.some(isChosen) ? annotations.map(({ id }) => id) : []);
	// A parent that is gone was no lasting choice.
	const stand = annotations.map((one) =>
		isChosen(one) && one.parent !== undefined && (!ids.has(one.parent) || one.parent === one.id)
			? withoutChoice(one)
			: one,
	);
	const chosen = stand.filter(isChosen);
	if (chosen.length === 0 && !before.some(isChosen)) return parentsFromMasks(annotations, before);
	const parents = new Map(parentsFromMasks(stand).map(({ id, parent }) => [id, parent]));
	for (const { id, parent } of chosen) parents.set(id, parent);
	const choices = new Set(chosen.map(({ id }) => id));
	for (const id of choices) breakCircle(id, parents, choices);
	return stand.map((one) => withParent(one, parents.get(one.id)));
}

/** Cuts the circle that leads from an annotation back to it, if there is one: at the first parent that nobody chose. */
function breakCircle(
	start: number,
	parents: Map<number, number | undefined>,
	choices: ReadonlySet<number>,
): void {
	const way: number[] = [start];
	const seen = new Set(way);
	for (;;) {
		const next = parents.get(way.at(-1)!);
		if (next === start) {
			parents.set(way.find((id) => !choices.has(id)) ?? start, undefined);
			return;
		}
		if (next === undefined || seen.has(next)) return;
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
	if (reshaped.size === 0 && lost.size === 0) return annotations;
	const shaped = annotations.map((annotation) => ({
		id: annotation.id,
		parent: annotation.parent,
		shape: shapeOf(annotation.segmentation),
	}));
	const added = shaped.filter(({ id }) => reshaped.has(id));
	const open = shaped.filter(
		({ id, parent }) =>
			reshaped.has(id) || (parent !== undefined && (lost.has(parent) || reshaped.has(parent))),
	);
	const candidatesOf = open.length < minForIndex ? () => shaped : indexByBox(shaped);
	const parents = new Map(open.map((part) => [part.id, parentOf(part, candidatesOf(part.shape.bbox))]));
	const shapeById = new Map(shaped.map(({ id, shape }) => [id, shape]));
	return annotations.map((annotation, i) => {
		if (parents.has(annotation.id)) return withParent(annotation, parents.get(annotation.id));
		const part = shaped[i]!;
		const present = part.parent === undefined ? undefined : shapeById.get(part.parent);
		// Only what is new and smaller can take the place of a parent that is still there.
		const nearer = added.filter(
			({ id, shape }) =>
				present === undefined ||
				shape.area < present.area ||
				(shape.area === present.area && id < part.parent!),
		);
		const parent = nearer.length === 0 ? undefined : parentOf(part, nearer);
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
	readonly shape: Shape;
}

function parentOf(part: IdentifiedShape, candidates: readonly IdentifiedShape[]): number | undefined {
	return candidates
		.filter(({ shape }) => shape.area > part.shape.area && mayContain(shape, part.shape))
		.sort((a, b) => a.shape.area - b.shape.area || a.id - b.id)
		.find(({ shape }) => intersectionArea(shape.mask, part.shape.mask) >= minOverlap(part.shape))?.id;
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

function shapeOf(rle: Rle): Shape {
	let shape = shapes.get(rle);
	if (shape === undefined) {
		const mask = decodeRle(rle);
		shape = { mask, area: area(mask), bbox: bbox(mask) };
		shapes.set(rle, shape);
	}
	return shape;
}

/** Pixels of a part that must lie in its whole. */
function minOverlap(part: Shape): number {
	return Math.max(1, minContainment * part.area);
}

/** Whether the boxes allow it: no two masks share more than their boxes do. */
function mayContain(whole: Shape, part: Shape): boolean {
	return overlap(whole.bbox, part.bbox) >= minOverlap(part);
}

/** Pixels that two boxes share. */
function overlap(a: Bbox, b: Bbox): number {
	const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
	const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
	return Math.max(0, width) * Math.max(0, height);
}
