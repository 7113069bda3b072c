import type { Candidate } from '../candidate';
import { decodeRle } from '../mask/cocoRle';
import { iou } from '../mask/setOperations';
import type { AnnotationSet } from './annotation';

/** Those masks that are no annotation of the set yet. @param sameIou over this IoU they are */
export function notKept<T extends Pick<Candidate, 'area' | 'segmentation'>>(
	masks: readonly T[],
	{ annotations }: AnnotationSet,
	sameIou: number,
): T[] {
	return masks.filter(({ area, segmentation }) => {
		// No IoU is larger than the quotient of the areas: most pairs need no decoding.
		const near = annotations.filter(
			(kept) => Math.min(kept.area, area) > sameIou * Math.max(kept.area, area),
		);
		if (near.length === 0) return true;
		const mask = decodeRle(segmentation);
		return !near.some((kept) => iou(decodeRle(kept.segmentation), mask) > sameIou);
	});
}
