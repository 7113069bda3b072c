/**
 * The colour of a category: hues a golden angle apart, so that neighbours in the list differ most. Its lightness is
 * fixed, so that masks are seen on dark and bright pictures alike.
 */
export function categoryColour(categoryId: number, alpha = 1): string {
	const hue = (categoryId * 137.508 + 160) % 360;
	return `hsl(${hue.toFixed(1)} 85% 58% / ${alpha})`;
}
