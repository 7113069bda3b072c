import { decodeRle, encodeRle } from '../mask/cocoRle';
import { area, bbox, type RunLengths } from '../mask/runLengths';
import type { AnnotationSet } from './annotation';
import { addAnnotations, type Edit, editMany, type ReplacedMask, replaceMask } from './annotationEdits';

/**
 * What becomes of a mask, as one step of the undo history.
 *
 * @param change gives at least one mask: the first stays the annotation, the others become new ones of its category
 * @returns 'same' where the mask is already what it would become; 'empty' where nothing would be left of it
 * @throws RangeError where the annotation is not in the set
 */
export function changeMask(
	label: string,
	set: AnnotationSet,
	id: number,
	change: (mask: RunLengths) => readonly RunLengths[],
): Edit | 'same' | 'empty' {
	const annotation = set.annotations.find((one) => one.id === id);
	const category = set.categories.find((one) => one.id === annotation?.categoryId);
	if (annotation === undefined || category === undefined) {
		throw new RangeError(`Expected an annotation of this document for its mask but received id ${id}`);
	}
	const [first, ...others] = change(decodeRle(annotation.segmentation)).map(drawnMask);
	if (!first || first.area === 0) return 'empty';
	if (others.length === 0 && first.segmentation.counts === annotation.segmentation.counts) return 'same';
	const { name, kind } = category;
	return editMany(label, set, [
		(before) => replaceMask(before, id, first),
		(before) =>
			addAnnotations(
				before,
				others.map((mask) => ({ ...mask, category: { name, kind } })),
			),
	]);
}

function drawnMask(mask: RunLengths): ReplacedMask {
	return { segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
}
