import { categoryKey, type DatasetAnnotation } from '../../dataset/dataset';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import { type Edit, editBetween } from '../../shared/annotations/annotationEdits';
import { withParents } from '../../shared/annotations/partOfTree';
import { encodeRle } from '../../shared/mask/cocoRle';
import { withDatasetAnnotations } from './sidecarDataset';
import { emptySidecar } from './sidecarModel';

/** Annotations that the set does not have yet: of another category, or another mask. */
export function withoutExisting(
	annotations: readonly DatasetAnnotation[],
	set: AnnotationSet,
): DatasetAnnotation[] {
	const categories = new Map(set.categories.map((one) => [one.id, categoryKey(one)]));
	const known = new Set(
		set.annotations.map(
			({ categoryId, segmentation }) => `${categories.get(categoryId)}\n${segmentation.counts}`,
		),
	);
	return annotations.filter(({ category, mask }) => {
		const key = `${categoryKey(category)}\n${encodeRle(mask).counts}`;
		return !known.has(key) && known.add(key);
	});
}

/**
 * The one edit that adds a dataset's annotations to a set, or puts them in the place of what is there.
 *
 * @param label what Undo says, for a number of annotations
 * @returns no edit where there is nothing to do
 */
export function editWithAnnotations(
	set: AnnotationSet,
	annotations: readonly DatasetAnnotation[],
	{ replace, label }: { readonly replace: boolean; readonly label: (count: number) => string },
): { readonly edit: Edit | undefined; readonly added: number } {
	const fresh = withoutExisting(annotations, replace ? { ...set, annotations: [] } : set);
	if (fresh.length === 0 && !replace) return { edit: undefined, added: 0 };
	const after = withDatasetAnnotations({ ...emptySidecar, set }, fresh).set;
	const old = new Set(replace ? set.annotations.map(({ id }) => id) : []);
	const kept = withParents(
		after.annotations.filter(({ id }) => !old.has(id)),
		after.annotations,
	);
	const edit = editBetween(label(fresh.length), set, { ...after, annotations: kept });
	return { edit, added: fresh.length };
}
