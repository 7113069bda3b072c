import type { AlikeMask } from '../shared/alike';
import type { Annotation, AnnotationSet } from '../shared/annotations/annotation';
import { unnamedIn } from '../shared/annotations/suggestions';
import { withoutExisting } from '../shared/annotations/withoutExisting';
import { iouThresholds } from '../shared/thresholds';

/** A mask that may be like some others. */
export type AlikeCandidate = Omit<AlikeMask, 'likeness'>;

/**
 * What may be like some masks, and may be kept: the image's annotations that nobody has named yet, and what a model found
 * that is no annotation. What has a name, is hidden or is locked is left alone.
 *
 * @param except annotations that the candidates are compared with
 */
export function alikeCandidates(
	set: AnnotationSet,
	found: readonly AlikeCandidate[],
	except: readonly Annotation[] = [],
): AlikeCandidate[] {
	const chosen = new Set(except);
	const isUnnamed = unnamedIn(set);
	const known = set.annotations
		.filter((one) => isUnnamed(one) && !chosen.has(one) && !one.isHidden && !one.isLocked)
		.map(({ id, area, bbox, segmentation }) => ({ area, bbox, segmentation, annotation: id }));
	const unknown = withoutExisting(found, set, iouThresholds.duplicateObject).map(
		({ area, bbox, segmentation }) => ({ area, bbox, segmentation }),
	);
	return [...known, ...unknown];
}
