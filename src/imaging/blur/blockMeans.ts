import { maxSample, type Raster, type Region } from '../raster';

/** What stands for full intensity and full weight in planes: whole numbers, of which sums are exact. */
const unit = 2 ** 30;

/** Means of blocks of a picture; the region is in blocks, and may reach out of the picture. */
export interface Planes extends Region {
	/** int32[height, width]: red, green and blue, each times its weight, and the weights where there are any. */
	readonly all: readonly Int32Array[];
	/** Full intensity. */
	readonly unit: number;
}

/**
 * Means of square blocks; beyond the picture its outermost pixels go on.
 *
 * @param weights uint8[height, width] of the picture; without them every pixel counts fully
 * @param step the side of a block, in pixels
 */
export function blockMeans(
	picture: Raster,
	weights: Uint8Array | undefined,
	{ left, top, width, height }: Region,
	step: number,
): Planes {
	const all = Array.from({ length: weights ? 4 : 3 }, () => new Int32Array(width * height));
	const weightScale = unit / (255 * step ** 2);
	const scale = weightScale / maxSample(picture);
	const columns = clamped(left * step, width * step, picture.width);
	const rows = clamped(top * step, height * step, picture.height);
	const sums = new Float64Array(4 * width);
	for (let row = 0, to = 0; row < height; row++) {
		sums.fill(0);
		for (let y = row * step; y < (row + 1) * step; y++) {
			addRow(sums, picture, weights, rows[y]! * picture.width, columns, step);
		}
		for (let column = 0; column < width; column++, to++) {
			for (let c = 0; c < 3; c++) all[c]![to] = Math.round(sums[4 * column + c]! * scale);
			if (weights) all[3]![to] = Math.round(sums[4 * column + 3]! * weightScale);
		}
	}
	return { left, top, width, height, all, unit };
}

/**
 * Adds a row of pixels to the sums of its blocks: red, green, blue and weight of each.
 *
 * @param start the row's first pixel
 * @param columns where in the row each pixel is taken from
 */
function addRow(
	sums: Float64Array,
	{ channels, data }: Raster,
	weights: Uint8Array | undefined,
	start: number,
	columns: Int32Array,
	step: number,
): void {
	for (let to = 0, x = 0; to < sums.length; to += 4) {
		let red = 0;
		let green = 0;
		let blue = 0;
		let sum = 0;
		for (const end = x + step; x < end; x++) {
			const pixel = start + columns[x]!;
			const at = pixel * channels;
			const weight = weights ? weights[pixel]! : 255;
			red += data[at]! * weight;
			green += data[at + 1]! * weight;
			blue += data[at + 2]! * weight;
			sum += weight;
		}
		sums[to]! += red;
		sums[to + 1]! += green;
		sums[to + 2]! += blue;
		sums[to + 3]! += sum;
	}
}

/** Places in a row, those beyond its ends as the last ones. */
function clamped(start: number, length: number, size: number): Int32Array {
	return Int32Array.from({ length }, (_, i) => Math.min(size - 1, Math.max(0, start + i)));
}
