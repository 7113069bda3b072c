import { blendPixels } from '../blend';
import type { EditOf } from '../imageEdit';
import { alphaAt, type Matte } from '../matte';
import type { Raster, Region } from '../raster';

/**
 * Makes square blocks of one colour of what the mask selects. A block has the mean colour of its selected pixels, so
 * that nothing from around the mask shows in it; blocks start at the picture's corner.
 */
export function pixelate(raster: Raster, matte: Matte, { size }: EditOf<'pixelate'>): Raster {
	const { left, top, width, height } = matte;
	const first = (at: number) => Math.floor(at / size) * size;
	for (let y = first(top); y < top + height; y += size) {
		for (let x = first(left); x < left + width; x += size) {
			const block = {
				left: x,
				top: y,
				width: Math.min(size, raster.width - x),
				height: Math.min(size, raster.height - y),
			};
			const mean = meanColour(raster, matte, block);
			if (mean) blendPixels(raster, matte, (pixel) => pixel.set(mean), block);
		}
	}
	return raster;
}

function meanColour(
	raster: Raster,
	matte: Matte,
	{ left, top, width, height }: Region,
): number[] | undefined {
	const sums = [0, 0, 0];
	let weight = 0;
	for (let y = top; y < top + height; y++) {
		for (let x = left; x < left + width; x++) {
			const alpha = alphaAt(matte, x, y);
			const at = (y * raster.width + x) * raster.channels;
			for (let c = 0; c < 3; c++) sums[c]! += alpha * raster.data[at + c]!;
			weight += alpha;
		}
	}
	return weight === 0 ? undefined : sums.map((sum) => sum / weight);
}
