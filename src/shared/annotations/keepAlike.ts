import type { AlikeMask } from '../alike';
import type { AnnotationSet } from './annotation';
import {
	addAnnotations,
	type CategoryName,
	changeCategories,
	type Edit,
	editMany,
	type NewAnnotation,
} from './annotationEdits';
import { withoutExisting } from './withoutExisting';

/** Over this IoU a mask is an annotation that there is: it may have been kept since the masks were found. */
const sameIou = 0.9;

/**
 * Keeps masks that look alike under one category, as one step: new annotations, and the name for annotations that had
 * none. Those that are gone by now, or are annotated otherwise, are left out.
 *
 * @param pack the id of the pack that made the masks
 */
export function keepAlike(
	set: AnnotationSet,
	masks: readonly AlikeMask[],
	category: CategoryName,
	pack: string,
): Edit {
	const present = new Set(set.annotations.map(({ id }) => id));
	const known = masks.flatMap(({ annotation }) =>
		annotation !== undefined && present.has(annotation) ? [annotation] : [],
	);
	const unknown = masks.filter(({ annotation }) => annotation === undefined);
	const added = withoutExisting(unknown, set, sameIou).map(
		({ area, bbox, segmentation }): NewAnnotation => ({ category, area, bbox, segmentation, pack }),
	);
	return editMany(`Add ${added.length + known.length} ${category.name}`, set, [
		(before) => changeCategories(before, known, category),
		(before) => addAnnotations(before, added),
	]);
}
