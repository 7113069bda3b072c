import type { Annotation } from '../../src/shared/annotations/annotation';
import { type ColouredCategory, hexColour, numberColour } from '../../src/shared/annotations/categoryColour';
import { uncategorised } from '../../src/shared/everything';
import type { Colouring } from '../../src/shared/protocol/display';

/** From fine (blue) to coarse (red); a mask without a level is grey. */
const levelHues = [250, 200, 150, 90, 40, 0] as const;

/** The colour of a kept mask. By category: a category's own, or the mask's own where nobody has named it yet. */
export function annotationColour(
	annotation: Pick<Annotation, 'id' | 'categoryId' | 'level'>,
	categories: readonly ColouredCategory[],
	alpha = 1,
	colouring: Colouring = 'category',
): string {
	if (colouring === 'level') return levelColour(annotation.level, alpha);
	const { id, categoryId } = annotation;
	const category = categories.find((one) => one.id === categoryId);
	if (colouring === 'instance' || category?.name === uncategorised.name) return numberColour(id, alpha);
	return category?.colour ? hexColour(category.colour, alpha) : numberColour(categoryId, alpha);
}

function levelColour(level: number | undefined, alpha: number): string {
	const hue = level === undefined ? undefined : levelHues[Math.min(level, levelHues.length) - 1];
	return hue === undefined ? `hsl(0 0% 70% / ${alpha})` : `hsl(${hue} 85% 58% / ${alpha})`;
}
