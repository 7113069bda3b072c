import { decodeRle, encodeRle } from '../mask/cocoRle';
import { area, bbox } from '../mask/runLengths';
import { union } from '../mask/setOperations';
import type { AnnotationSet } from './annotation';
import { type Edit, editMany, nameAll, removeAnnotations, replaceMask } from './annotationEdits';

/**
 * Makes one annotation of several: all their pixels, under the id, category and parent of the largest.
 * @returns undefined for fewer than two
 */
export function mergeAnnotations(set: AnnotationSet, ids: readonly number[]): Edit | undefined {
	const wanted = new Set(ids);
	const merged = set.annotations
		.filter(({ id }) => wanted.has(id))
		.sort((a, b) => b.area - a.area || a.id - b.id);
	const [largest, ...others] = merged;
	if (!largest || others.length === 0) return undefined;
	const mask = merged.map(({ segmentation }) => decodeRle(segmentation)).reduce(union);
	const replaced = { segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
	return editMany(`Merge ${nameAll(merged, set.categories)}`, set, [
		(before) =>
			removeAnnotations(
				before,
				others.map(({ id }) => id),
			),
		(before) => replaceMask(before, largest.id, replaced),
	]);
}
