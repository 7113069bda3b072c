import { decodeRle } from '../mask/cocoRle';
import type { Bbox, Rle } from '../mask/rle';
import { area, bbox, type RunLengths } from '../mask/runLengths';
import { intersectionArea } from '../mask/setOperations';
import type { Annotation } from './annotation';

/** How much of a part's area must lie in a whole: masks of one model do not nest to the pixel. */
const leastContainment = 0.9;

/** A mask decoded, with what the search asks first. */
interface Shape {
	readonly mask: RunLengths;
	readonly area: number;
	readonly bbox: Bbox;
}

/** Annotations keep their `Rle` object through edits, so an edit decodes only the masks that it brought. */
const shapes = new WeakMap<Rle, Shape>();

/**
 * The same annotations, each with its parent from the masks: the smallest annotation that is strictly larger and
 * contains at least 0.9 of its area; of two equally small ones the one with the lower id. So the tree has no cycles.
 *
 * A parent that a file states is replaced: two truths about what contains what would drift apart. Annotations whose
 * parent is right already are returned as they are. All masks must have one size.
 */
export function withParents(annotations: readonly Annotation[]): readonly Annotation[] {
	const bySize = annotations
		.map((annotation) => ({ annotation, shape: shapeOf(annotation.segmentation) }))
		.sort((a, b) => a.shape.area - b.shape.area || a.annotation.id - b.annotation.id);
	const parents = new Map<number, number>();
	bySize.forEach((part, i) => {
		const whole = bySize.slice(i + 1).find((other) => contains(other.shape, part.shape));
		if (whole !== undefined) {
			parents.set(part.annotation.id, whole.annotation.id);
		}
	});
	return annotations.map((annotation) => withParent(annotation, parents.get(annotation.id)));
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

function contains(whole: Shape, part: Shape): boolean {
	const least = Math.max(1, leastContainment * part.area);
	return (
		whole.area > part.area &&
		overlap(whole.bbox, part.bbox) >= least &&
		intersectionArea(whole.mask, part.mask) >= least
	);
}

/** Pixels that two boxes share: no two masks in them share more. */
function overlap(a: Bbox, b: Bbox): number {
	const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
	const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
	return Math.max(0, width) * Math.max(0, height);
}
