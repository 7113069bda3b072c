import type { Annotation, AnnotationSet } from '../annotations/annotation';
import type { Rle } from '../mask/rle';
import type { EditTarget } from './editTarget';

/** The masks that an edit is of, of those in the set; none where nothing answers to the target. */
export function masksOfTarget(target: EditTarget, set: AnnotationSet): readonly Rle[] {
	if (target !== 'all' && 'segmentation' in target) return [target.segmentation];
	return annotationsOf(target, set).map(({ segmentation }) => segmentation);
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
