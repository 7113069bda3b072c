import type { Matte } from './matte';
import { maxSample, type Raster, type Region } from './raster';

/** A colour in sample values, and alpha where the raster has it; edits write the new one over the old. */
export type Pixel = Float32Array;

/**
 * Changes the pixels of a region that a matte selects: the new colour at full alpha, a mixture on the ramp, nothing
 * outside.
 *
 * @param change writes the new colour of the pixel at (x, y) over the old one in `pixel`
 */
export function blendPixels(
	raster: Raster,
	matte: Matte,
	change: (pixel: Pixel, x: number, y: number) => void,
	{ left, top, width, height }: Region = matte,
): void {
	const { channels, data } = raster;
	const max = maxSample(raster);
	const pixel = new Float32Array(channels);
	const firstRow = Math.max(top, matte.top);
	const lastRow = Math.min(top + height, matte.top + matte.height);
	const firstColumn = Math.max(left, matte.left);
	const lastColumn = Math.min(left + width, matte.left + matte.width);
	for (let y = firstRow; y < lastRow; y++) {
		const rowOfMatte = (y - matte.top) * matte.width - matte.left;
		const row = y * raster.width;
		for (let x = firstColumn; x < lastColumn; x++) {
			const alpha = matte.alpha[rowOfMatte + x]!;
			if (alpha === 0) continue;
			const at = (row + x) * channels;
			for (let c = 0; c < channels; c++) pixel[c] = data[at + c]!;
			change(pixel, x, y);
			const share = alpha / 255;
			for (let c = 0; c < channels; c++) {
				const before = data[at + c]!;
				const mixed = before + (pixel[c]! - before) * share;
				data[at + c] = mixed <= 0 ? 0 : mixed >= max ? max : Math.round(mixed);
			}
		}
	}
}
