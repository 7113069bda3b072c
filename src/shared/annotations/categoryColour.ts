import type { Category } from './annotation';

/** A colour that a folder's list gives to a category. */
export interface CategoryColour extends Pick<Category, 'name' | 'kind'> {
	/** `#` and six hexadecimal digits. */
	readonly colour: string;
}

/** A category with the colour of its own, if it has one. */
export type ColouredCategory = Category & { readonly colour?: string };

/** The categories, each with the colour that the list has for it. */
export function withColours(
	categories: readonly Category[],
	colours: readonly CategoryColour[],
): readonly ColouredCategory[] {
	if (colours.length === 0) return categories;
	return categories.map((category) => {
		const own = colours.find(({ name, kind }) => name === category.name && kind === category.kind);
		return own ? { ...category, colour: own.colour } : category;
	});
}

/**
 * The colour that a number has by itself, in CSS. Hues lie a golden angle apart, so that neighbours in a list differ
 * most; the lightness is fixed, so that masks are seen on dark and bright pictures alike.
 */
export function numberColour(id: number, alpha = 1): string {
	const hue = (id * 137.508 + 160) % 360;
	return `hsl(${hue.toFixed(1)} 85% 58% / ${alpha})`;
}

/** A colour of a category's own, in CSS. */
export function hexColour(hex: string, alpha = 1): string {
	const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
	return `rgb(${red} ${green} ${blue} / ${alpha})`;
}
