import type { ImagePoint } from '../../shared/prompt';

/**
 * Where an image is asked for all that is in it: the centres of about `perSide`² cells that are as square as the image
 * lets them be, row by row. A square image has `perSide` of them along each side.
 *
 * @param perSide a whole number from 1
 */
export function pointGrid(
	{ width, height }: { readonly width: number; readonly height: number },
	perSide: number,
): ImagePoint[] {
	const total = perSide * perSide;
	// A row of pixels has no more places than pixels.
	const along = (side: number, wanted: number) => Math.min(side, total, Math.max(1, Math.round(wanted)));
	const columns = along(width, Math.sqrt((total * width) / height));
	const rows = along(height, total / columns);
	return Array.from({ length: columns * rows }, (_, at) => ({
		x: (((at % columns) + 0.5) * width) / columns,
		y: ((Math.floor(at / columns) + 0.5) * height) / rows,
	}));
}
