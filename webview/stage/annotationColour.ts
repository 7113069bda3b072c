import type { Annotation, Category } from '../../src/shared/annotations/annotation';
import { uncategorised } from '../../src/shared/everything';
import type { Colouring } from '../../src/shared/protocol/display';

/** From fine (blue) to coarse (red); a mask without a level is grey. */
const levelHues = [250, 200, 150, 90, 40, 0] as const;

/**
 * The colour of a kept mask. By category: a category's own, or the mask's own where nobody has named it yet. Hues lie a
 * golden angle apart, so that neighbours in the list differ most; the lightness is fixed, so that masks are seen on dark
 * and bright pictures alike.
 */
export function annotationColour(
	annotation: Pick<Annotation, 'id' | 'categoryId' | 'level'>,
	categories: readonly Category[],
	alpha = 1,
	colouring: Colouring = 'category',
): string {
	if (colouring === 'level') return levelColour(annotation.level, alpha);
	const { id, categoryId } = annotation;
	const isOwn = colouring === 'instance' || isUnnamed(categoryId, categories);
	const hue = ((isOwn ? id : categoryId) * 137.508 + 160) % 360;
	return `hsl(${hue.toFixed(1)} 85% 58% / ${alpha})`;
}

function levelColour(level: number | undefined, alpha: number): string {
	const hue = level === undefined ? undefined : levelHues[Math.min(level, levelHues.length) - 1];
	return hue === undefined ? `hsl(0 0% 70% / ${alpha})` : `hsl(${hue} 85% 58% / ${alpha})`;
}

function isUnnamed(categoryId: number, categories: readonly Category[]): boolean {
	return categories.find(({ id }) => id === categoryId)?.name === uncategorised.name;
}
