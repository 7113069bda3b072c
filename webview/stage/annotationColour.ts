import type { Annotation, Category } from '../../src/shared/annotations/annotation';
import { uncategorised } from '../../src/shared/everything';
import { categoryColour } from './categoryColour';

/** The colour of a kept mask: its category's, or one of its own where nobody has named it yet. */
export function annotationColour(
	{ id, categoryId }: Pick<Annotation, 'id' | 'categoryId'>,
	categories: readonly Category[],
	alpha = 1,
): string {
	const category = categories.find((one) => one.id === categoryId);
	return categoryColour(category?.name === uncategorised.name ? id : categoryId, alpha);
}
