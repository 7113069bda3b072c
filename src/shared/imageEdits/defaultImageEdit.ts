import type { ImageEdit, ImageEditType } from './imageEdit';

/** In the order in which they are offered. */
export const imageEditTypes = [
	'blur',
	'pixelate',
	'fill',
	'background',
	'highlight',
	'recolour',
	'adjust',
	'place',
] as const satisfies readonly ImageEditType[];

/**
 * An edit as it begins, strong enough to be seen.
 *
 * @param image pixels
 */
export function defaultImageEdit(
	type: ImageEditType,
	image: { readonly width: number; readonly height: number },
): ImageEdit {
	const side = Math.max(image.width, image.height);
	const softness = 2;
	const between = (value: number, min: number, max: number) =>
		Math.min(max, Math.max(min, Math.round(value)));
	switch (type) {
		case 'fill':
			return { type, softness };
		case 'background':
			return { type, softness, background: { kind: 'transparent' } };
		case 'blur':
			return { type, softness, sigma: between(side / 60, 4, 200) };
		case 'pixelate':
			return { type, softness, size: between(side / 50, 4, 500) };
		case 'recolour':
			return { type, softness, hue: 120, saturation: 0, lightness: 0 };
		case 'adjust':
			return { type, softness, brightness: 20, contrast: 20 };
		case 'highlight':
			return { type, softness, dim: 60 };
		case 'place':
			return { type, softness, dx: Math.round(image.width / 10), dy: 0, scale: 1, flip: false };
	}
}
