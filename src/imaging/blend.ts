import { alphaAt, type Matte } from './matte';
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
	for (let y = top; y < top + height; y++) {
		for (let x = left; x < left + width; x++) {
			const alpha = alphaAt(matte, x, y);
			if (alpha === 0) continue;
			const at = (y * raster.width + x) * channels;
			for (let c = 0; c < channels; c++) pixel[c] = data[at + c]!;
			change(pixel, x, y);
			for (let c = 0; c < channels; c++) {
				const mixed = data[at + c]! + ((pixel[c]! - data[at + c]!) * alpha) / 255;
				data[at + c] = Math.min(max, Math.max(0, Math.round(mixed)));
			}
		}
	}
}

/** The rows of a region from `top` up to `bottom`. */
export function rowsOf({ left, width }: Region, top: number, bottom: number): Region {
	return { left, top, width, height: bottom - top };
}
