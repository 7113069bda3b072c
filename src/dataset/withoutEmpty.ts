import type { DatasetAnnotation } from './dataset';
import type { Losses } from './losses';

/** What is left of annotations as they were read: an outline too small to hold a pixel's centre is no mask. */
export function withoutEmpty<T extends DatasetAnnotation>(annotations: readonly T[], losses: Losses): T[] {
	const kept = annotations.filter(({ mask }) => mask.counts.length > 1);
	losses.add('subpixelMasks', annotations.length - kept.length);
	return kept;
}
