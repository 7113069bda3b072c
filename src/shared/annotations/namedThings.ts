import type { Rle } from '../mask/rle';
import type { AnnotationSet } from './annotation';
import type { CategoryName } from './annotationEdits';
import { unnamedIn } from './suggestions';

/** Something in an image that has its name. */
export interface NamedThing extends CategoryName {
	readonly segmentation: Rle;
}

/** What somebody has named. */
export function namedThings(set: AnnotationSet): readonly NamedThing[] {
	const isUnnamed = unnamedIn(set);
	const categories = new Map(set.categories.map((category) => [category.id, category]));
	return set.annotations.flatMap((annotation) => {
		const category = categories.get(annotation.categoryId);
		if (!category || isUnnamed(annotation)) return [];
		return [{ name: category.name, kind: category.kind, segmentation: annotation.segmentation }];
	});
}
