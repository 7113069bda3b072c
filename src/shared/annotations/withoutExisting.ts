import type { Candidate } from '../candidate';
import { decodeRle } from '../mask/cocoRle';
import { iou } from '../mask/setOperations';
import type { Annotation, AnnotationSet } from './annotation';

type Mask = Pick<Candidate, 'area' | 'segmentation'>;

/** Those masks that are no annotation of the set yet. @param minIou over this IoU they are the same */
export function withoutExisting<T extends Mask>(
	masks: readonly T[],
	set: AnnotationSet,
	minIou: number,
): T[] {
	return masks.filter((mask) => findExisting(mask, set, minIou) === undefined);
}

/** The annotation that a mask is already. @param minIou over this IoU they are the same */
export function findExisting(
	{ area, segmentation }: Mask,
	{ annotations }: AnnotationSet,
	minIou: number,
): Annotation | undefined {
	// No IoU is larger than the quotient of the areas: most pairs need no decoding.
	const near = annotations.filter(
		(existing) => Math.min(existing.area, area) > minIou * Math.max(existing.area, area),
	);
	if (near.length === 0) return undefined;
	const mask = decodeRle(segmentation);
	return near.find((existing) => iou(decodeRle(existing.segmentation), mask) > minIou);
}
