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
	const hasAlpha = channels === 4;
	const pixel = new Float32Array(channels);
	const firstRow = Math.max(top, matte.top);
	const lastRow = Math.min(top + height, matte.top + matte.height);
	const firstColumn = Math.max(left, matte.left);
	const lastColumn = Math.min(left + width, matte.left + matte.width);
	for (let y = firstRow; y < lastRow; y++) {
		const rowOfMatte = (y - matte.top) * matte.width - matte.left;
		let at = (y * raster.width + firstColumn) * channels;
		for (let x = firstColumn; x < lastColumn; x++, at += channels) {
			const alpha = matte.alpha[rowOfMatte + x]!;
			if (alpha === 0) continue;
			const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
			const opacity = hasAlpha ? data[at + 3]! : 0;
			pixel[0] = red;
			pixel[1] = green;
			pixel[2] = blue;
			if (hasAlpha) pixel[3] = opacity;
			change(pixel, x, y);
			const share = alpha / 255;
			data[at] = toSample(red + (pixel[0] - red) * share, max);
			data[at + 1] = toSample(green + (pixel[1] - green) * share, max);
			data[at + 2] = toSample(blue + (pixel[2] - blue) * share, max);
			if (hasAlpha) data[at + 3] = toSample(opacity + (pixel[3]! - opacity) * share, max);
		}
	}
}

function toSample(value: number, max: number): number {
	return value <= 0 ? 0 : value >= max ? max : Math.floor(value + 0.5);
}
