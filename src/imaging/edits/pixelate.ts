import type { EditOf } from '../../shared/imageEdits/imageEdit';
import { blendPixels } from '../blend';
import { alphaAt, type Matte } from '../matte';
import type { Raster, Region } from '../raster';

/**
 * Makes square blocks of one colour of what the mask selects. A block has the mean colour of its selected pixels, so
 * that nothing from around the mask shows in it; blocks start at the picture's corner.
 */
export function pixelate(raster: Raster, matte: Matte, { size }: EditOf<'pixelate'>): Raster {
	const rows = blocksOf(matte.top, matte.height, size, raster.height);
	const columns = blocksOf(matte.left, matte.width, size, raster.width);
	for (const [top, bottom] of rows) {
		for (const [left, right] of columns) {
			const block = { left, top, width: right - left, height: bottom - top };
			const mean = meanColour(raster, matte, block);
			if (mean) blendPixels(raster, matte, (pixel) => pixel.set(mean), block);
		}
	}
	return raster;
}

/**
 * Where blocks begin and end that cover a stretch of a side.
 *
 * @param size of a block in pixels, at least 1; of a picture that was made smaller it need not be whole
 * @param side of the picture, in pixels
 */
function blocksOf(start: number, length: number, size: number, side: number): [from: number, to: number][] {
	const blocks: [number, number][] = [];
	for (let i = Math.floor(start / size); Math.round(i * size) < start + length; i++) {
		blocks.push([Math.round(i * size), Math.min(side, Math.round((i + 1) * size))]);
	}
	return blocks;
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
