import { decodeRle, encodeRle } from '../mask/cocoRle';
import { giveOverlapToUpper } from '../mask/giveOverlap';
import { area, bbox, type RunLengths } from '../mask/runLengths';
import { intersect, subtract, union, xor } from '../mask/setOperations';
import type { Annotation, AnnotationSet } from './annotation';
import {
	addAnnotations,
	type Edit,
	editMany,
	type ReplacedMask,
	removeAnnotations,
	replaceMask,
} from './annotationEdits';

const operations = { union, intersect, exclude: xor, subtract } as const;

export type Combination = keyof typeof operations;

/**
 * Combines the masks of several annotations, as one step of the undo history. The first one gets the result under its
 * id and name; the others go, save those that are subtracted.
 *
 * @param ids at least two; those that the set has not are ignored
 * @returns 'empty' where nothing would be left of the mask
 */
export function combineMasks(
	label: string,
	set: AnnotationSet,
	ids: readonly number[],
	combination: Combination,
): Edit | 'empty' {
	const [first, ...others] = annotationsOf(set, ids);
	if (!first) return 'empty';
	const combine = operations[combination];
	const result = others.map(maskOf).reduce((before, mask) => combine(before, mask), maskOf(first));
	if (area(result) === 0) return 'empty';
	const gone = combination === 'subtract' ? [] : others.map(({ id }) => id);
	return editMany(label, set, [
		(before) => replaceMask(before, first.id, drawnMask(result)),
		(before) => removeAnnotations(before, gone),
	]);
}

/**
 * Takes what several annotations have in common from all but the uppermost of them: the smallest, which is drawn over
 * the others.
 *
 * @returns 'same' where they have nothing in common; 'empty' where one of them would lose all
 */
export function separateMasks(
	label: string,
	set: AnnotationSet,
	ids: readonly number[],
): Edit | 'same' | 'empty' {
	const lowestFirst = annotationsOf(set, ids).sort((a, b) => b.area - a.area || b.id - a.id);
	const masks = giveOverlapToUpper(lowestFirst.map(maskOf));
	const changed = lowestFirst
		.map((annotation, index) => ({ annotation, mask: drawnMask(masks[index]!) }))
		.filter(({ annotation, mask }) => mask.area !== annotation.area);
	if (changed.length === 0) return 'same';
	if (changed.some(({ mask }) => mask.area === 0)) return 'empty';
	return editMany(
		label,
		set,
		changed.map(
			({ annotation, mask }) =>
				(before) =>
					replaceMask(before, annotation.id, mask),
		),
	);
}

/** Adds a copy of each annotation, of the same category. */
export function duplicateAnnotations(label: string, set: AnnotationSet, ids: readonly number[]): Edit {
	const copies = annotationsOf(set, ids).flatMap(
		({ id: _, categoryId, parent: __, extra: ___, strataExtra: ____, ...mask }) => {
			const category = set.categories.find(({ id }) => id === categoryId);
			return category ? [{ ...mask, category: { name: category.name, kind: category.kind } }] : [];
		},
	);
	return editMany(label, set, [(before) => addAnnotations(before, copies)]);
}

/** In the order of the ids. */
function annotationsOf({ annotations }: AnnotationSet, ids: readonly number[]): Annotation[] {
	const byId = new Map(annotations.map((one) => [one.id, one]));
	return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
}

function maskOf({ segmentation }: Annotation): RunLengths {
	return decodeRle(segmentation);
}

function drawnMask(mask: RunLengths): ReplacedMask {
	return { segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
}
