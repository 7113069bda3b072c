import type { Annotation, AnnotationSet } from '../annotations/annotation';
import type { Rle } from '../mask/rle';
import type { EditTarget } from './editTarget';
import type { ImageEdit } from './imageEdit';

/** The masks that an edit is of, of those in the set; none where nothing answers to the target. */
export function masksOfTarget(target: EditTarget, set: AnnotationSet): readonly Rle[] {
	if (target !== 'all' && 'segmentation' in target) return [target.segmentation];
	return annotationsOf(target, set).map(({ segmentation }) => segmentation);
}

/** The masks that stay in front of what an edit puts into the picture. */
export function masksInFront(
	{ of, edit }: { readonly of: EditTarget; readonly edit: ImageEdit },
	set: AnnotationSet,
): readonly Rle[] {
	if (edit.type !== 'place' || edit.behind === undefined) return [];
	if (edit.behind !== 'others') return masksOfTarget(edit.behind, set);
	const own = new Set(of !== 'all' && 'segmentation' in of ? [] : annotationsOf(of, set));
	return set.annotations.filter((one) => !own.has(one)).map(({ segmentation }) => segmentation);
}

function annotationsOf(
	target: Exclude<EditTarget, { readonly segmentation: unknown }>,
	{ annotations, categories }: AnnotationSet,
): readonly Annotation[] {
	if (target === 'all') return annotations;
	if ('annotations' in target) {
		const ids = new Set(target.annotations);
		return annotations.filter(({ id }) => ids.has(id));
	}
	const names = new Set(target.categories);
	const ids = new Set(
		categories
			.filter(({ name, kind }) => names.has(name) && (target.kind === undefined || target.kind === kind))
			.map(({ id }) => id),
	);
	return annotations.filter(({ categoryId }) => ids.has(categoryId));
}
