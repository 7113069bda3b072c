import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { Bbox } from '../shared/mask/rle';
import { area, bbox, type RunLengths } from '../shared/mask/runLengths';
import { iou } from '../shared/mask/setOperations';
import { categoryKey, type DatasetAnnotation } from './dataset';

/** Two masks over this IoU are one thing that was annotated twice. */
const twinIou = 0.95;
/** Outlines may end this many pixels beside the image: others' tools round in their own ways. */
const slackPixels = 1;

/** Something about one annotation that a trainer would stumble over. `index` is its place in the list. */
export type AnnotationProblem = { readonly index: number } & (
	| { readonly kind: 'unlisted' | 'empty' | 'outside' | 'partAlone' }
	/** The very same mask and category as another one before. */
	| { readonly kind: 'repeated'; readonly other: number }
	| { readonly kind: 'twin'; readonly other: number; readonly iou: number }
);

/** What is checked of an annotation. */
export interface CheckedAnnotation extends Pick<DatasetAnnotation, 'category' | 'mask' | 'polygons' | 'box'> {
	/** It lies in, or was put under, another annotation. */
	readonly hasWhole: boolean;
}

/**
 * What is wrong with the annotations of one image.
 *
 * @param listed whether a category may be used
 */
export function annotationProblems(
	annotations: readonly CheckedAnnotation[],
	listed: (category: CategoryName) => boolean,
): AnnotationProblem[] {
	const search = findProblems(annotations, listed);
	for (;;) {
		const { done, value } = search.next();
		if (done) return value;
	}
}

/** The same, a little at a time: of thousands of annotations it takes longer than an editor may stand still. */
export function* findProblems(
	annotations: readonly CheckedAnnotation[],
	listed: (category: CategoryName) => boolean,
): Generator<void, AnnotationProblem[]> {
	const problems: AnnotationProblem[] = [];
	for (const [index, annotation] of annotations.entries()) {
		const { category, mask, hasWhole } = annotation;
		if (!listed(category)) problems.push({ kind: 'unlisted', index });
		if (area(mask) === 0) problems.push({ kind: 'empty', index });
		else if (category.kind === 'part' && !hasWhole) problems.push({ kind: 'partAlone', index });
		if (isOutside(annotation)) problems.push({ kind: 'outside', index });
		yield;
	}
	return [...problems, ...(yield* twins(annotations))].sort((a, b) => a.index - b.index);
}

interface Shape {
	readonly index: number;
	readonly mask: RunLengths;
	readonly area: number;
	readonly bbox: Bbox;
}

/** Each annotation that is all but equal to an earlier one, with the first of those. */
function* twins(annotations: readonly CheckedAnnotation[]): Generator<void, AnnotationProblem[]> {
	const shapes = annotations
		.map(({ mask }, index): Shape => ({ index, mask, area: area(mask), bbox: bbox(mask) }))
		.filter((shape) => shape.area > 0)
		.sort((a, b) => a.area - b.area);
	const found = new Map<number, AnnotationProblem>();
	for (const [i, shape] of shapes.entries()) {
		yield;
		// The IoU of two masks is at most the ratio of their areas.
		for (let j = i + 1; j < shapes.length && shape.area > twinIou * shapes[j]!.area; j++) {
			const next = shapes[j]!;
			if (!boxesAllow(shape, next)) continue;
			const alike = iou(shape.mask, next.mask);
			if (alike <= twinIou) continue;
			const [other, index] = [Math.min(shape.index, next.index), Math.max(shape.index, next.index)];
			const before = found.get(index);
			if (before && 'other' in before && before.other < other) continue;
			const isSame = alike === 1 && isSameCategory(annotations[other]!, annotations[index]!);
			found.set(
				index,
				isSame ? { kind: 'repeated', index, other } : { kind: 'twin', index, other, iou: alike },
			);
		}
	}
	return [...found.values()];
}

function isSameCategory(one: CheckedAnnotation, other: CheckedAnnotation): boolean {
	return categoryKey(one.category) === categoryKey(other.category);
}

/** Whether the boxes share as many pixels as twins do. */
function boxesAllow(a: Shape, b: Shape): boolean {
	const side = (at: 0 | 1) =>
		Math.min(a.bbox[at] + a.bbox[at + 2]!, b.bbox[at] + b.bbox[at + 2]!) - Math.max(a.bbox[at], b.bbox[at]);
	return side(0) > 0 && side(1) > 0 && side(0) * side(1) >= twinIou * a.area;
}

function isOutside({ polygons = [], box, mask: { width, height } }: CheckedAnnotation): boolean {
	const isBeside = (x: number, y: number) =>
		x < -slackPixels || y < -slackPixels || x > width + slackPixels || y > height + slackPixels;
	const [left, top, boxWidth, boxHeight] = box ?? [0, 0, 0, 0];
	if (isBeside(left, top) || isBeside(left + boxWidth, top + boxHeight)) return true;
	return polygons.some((ring) => ring.some((x, i) => i % 2 === 0 && isBeside(x, ring[i + 1] ?? 0)));
}
