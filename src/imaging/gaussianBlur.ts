import { type Progress, reportProgress } from './progress';
import { cropRaster, growRegion, type Raster, type Region } from './raster';

/** The sides of what is blurred at a time: what is held in memory besides the picture grows with it. */
const tileSide = 1024;

/**
 * The blurred colours of a region, tile by tile in reading order. `use` may change the raster's pixels in the tile
 * that it is given: later tiles are made of the pixels as they were.
 *
 * The Gaussian is three box blurs, close to it by the central limit theorem; at the border the outermost pixels go on.
 *
 * @param sigma of the Gaussian, in pixels
 * @param weightAt how much a pixel of the picture counts, 0 to 1; what counts nothing does not bleed into the rest
 */
export async function gaussianBlur(
	raster: Raster,
	region: Region,
	sigma: number,
	use: (tile: BlurredTile) => void,
	progress: Progress,
	weightAt?: (x: number, y: number) => number,
): Promise<void> {
	const radii = boxRadii(sigma);
	const margin = blurMargin(sigma);
	const whole = growRegion(region, margin, raster);
	const original = cropRaster(raster, whole);
	// What lies around a tile is blurred with it: the larger the tile, the less of that.
	const rows = Math.max(tileSide, 2 * margin);
	const columns = Math.max(tileSide, 4 * margin);
	const [bottom, right] = [region.top + region.height, region.left + region.width];
	for (let top = region.top; top < bottom; top += rows) {
		for (let left = region.left; left < right; left += columns) {
			const tile = {
				left,
				top,
				width: Math.min(columns, right - left),
				height: Math.min(rows, bottom - top),
			};
			const window = growRegion(tile, margin, raster);
			const planes = readPlanes(original, whole, window, weightAt);
			for (const plane of planes) {
				for (const radius of radii) boxBlur(plane, window.width, window.height, radius);
			}
			use(tileOf(planes, window, tile));
			await reportProgress(progress, (tile.top + tile.height - region.top) / region.height);
		}
	}
}

/** How far around a pixel a blur looks. */
export function blurMargin(sigma: number): number {
	return boxRadii(sigma).reduce((sum, radius) => sum + radius, 0);
}

/** Blurred colours of a part of the region. */
export interface BlurredTile extends Region {
	/** The colour at a pixel of the picture in this part, in sample values, written into `colour`. */
	read(x: number, y: number, colour: Float32Array): void;
}

/** Red, green and blue of the window, each times its weight, and the weights where there are any. */
function readPlanes(
	original: Raster,
	whole: Region,
	{ left, top, width, height }: Region,
	weightAt: ((x: number, y: number) => number) | undefined,
): Float32Array[] {
	const planes = Array.from({ length: weightAt ? 4 : 3 }, () => new Float32Array(width * height));
	const [red, green, blue, weights] = planes;
	const { channels, data } = original;
	for (let y = 0; y < height; y++) {
		const row = (top + y - whole.top) * original.width + left - whole.left;
		for (let x = 0; x < width; x++) {
			const from = (row + x) * channels;
			const to = y * width + x;
			const weight = weightAt ? weightAt(left + x, top + y) : 1;
			red![to] = data[from]! * weight;
			green![to] = data[from + 1]! * weight;
			blue![to] = data[from + 2]! * weight;
			if (weights) weights[to] = weight;
		}
	}
	return planes;
}

function tileOf(
	[red, green, blue, weights]: readonly Float32Array[],
	window: Region,
	tile: Region,
): BlurredTile {
	return {
		...tile,
		read(x, y, colour) {
			const at = (y - window.top) * window.width + x - window.left;
			// Where nothing near counts there is nothing to show but black; the matte hides it.
			const scale = weights ? 1 / Math.max(1e-6, weights[at]!) : 1;
			colour[0] = red![at]! * scale;
			colour[1] = green![at]! * scale;
			colour[2] = blue![at]! * scale;
		},
	};
}

/**
 * Radii of three boxes whose blurs together have the variance of the Gaussian (a box of n pixels has (n² − 1) / 12).
 */
function boxRadii(sigma: number): readonly [number, number, number] {
	const ideal = Math.sqrt((12 * sigma ** 2) / 3 + 1);
	let low = Math.floor(ideal);
	if (low % 2 === 0) low--;
	low = Math.max(1, low);
	const lows = Math.round((12 * sigma ** 2 - 3 * low ** 2 - 12 * low - 9) / (-4 * low - 4));
	const radius = (index: number) => (index < lows ? (low - 1) / 2 : (low + 1) / 2);
	return [radius(0), radius(1), radius(2)];
}

/** Means over (2 × radius + 1)² values, in place. */
function boxBlur(plane: Float32Array, width: number, height: number, radius: number): void {
	if (radius === 0) return;
	const size = 2 * radius + 1;
	const row = new Float32Array(width);
	for (let y = 0; y < height; y++) {
		row.set(plane.subarray(y * width, (y + 1) * width));
		let sum = (radius + 1) * row[0]!;
		for (let i = 1; i <= radius; i++) sum += row[Math.min(width - 1, i)]!;
		for (let x = 0; x < width; x++) {
			plane[y * width + x] = sum / size;
			sum += row[Math.min(width - 1, x + radius + 1)]! - row[Math.max(0, x - radius)]!;
		}
	}
	// Columns side by side, so that memory is read in order.
	const before = plane.slice();
	const sums = new Float64Array(width);
	const add = (y: number, sign: 1 | -1) => {
		const from = Math.min(height - 1, Math.max(0, y)) * width;
		for (let x = 0; x < width; x++) sums[x]! += sign * before[from + x]!;
	};
	for (let y = -radius; y <= radius; y++) add(y, 1);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) plane[y * width + x] = sums[x]! / size;
		add(y + radius + 1, 1);
		add(y - radius, -1);
	}
}
