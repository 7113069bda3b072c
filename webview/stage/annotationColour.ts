import type { Annotation, Category } from '../../src/shared/annotations/annotation';
import { uncategorised } from '../../src/shared/everything';

/**
 * The colour of a kept mask: its category's, or one of its own where nobody has named it yet. Hues lie a golden angle
 * apart, so that neighbours in the list differ most; the lightness is fixed, so that masks are seen on dark and bright
 * pictures alike.
 */
export function annotationColour(
	{ id, categoryId }: Pick<Annotation, 'id' | 'categoryId'>,
	categories: readonly Category[],
	alpha = 1,
): string {
	const category = categories.find((one) => one.id === categoryId);
	const number = category?.name === uncategorised.name ? id : categoryId;
	const hue = (number * 137.508 + 160) % 360;
	return `hsl(${hue.toFixed(1)} 85% 58% / ${alpha})`;
}
