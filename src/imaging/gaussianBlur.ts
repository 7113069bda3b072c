import { type Progress, reportProgress } from './progress';
import type { Raster, Region } from './raster';

/** Rows that are blurred together: what is held in memory besides the picture grows with it. */
const stripRows = 256;

/**
 * The blurred colours of a region, strip by strip from the top. `use` may change the raster's pixels in the strip that
 * it is given: later strips are made of the pixels as they were.
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
	use: (strip: BlurredStrip) => void,
	progress: Progress,
	weightAt?: (x: number, y: number) => number,
): Promise<void> {
	const radii = boxRadii(sigma);
	const margin = radii.reduce((sum, radius) => sum + radius, 0);
	const rows = Math.max(stripRows, margin);
	const original = new OriginalRows(raster, margin);
	for (let top = region.top; top < region.top + region.height; top += rows) {
		const bottom = Math.min(region.top + region.height, top + rows);
		const window = windowOf(raster, region, top, bottom, margin);
		const planes = readPlanes(original, window, weightAt);
		for (const plane of planes) {
			for (const radius of radii) boxBlur(plane, window.width, window.height, radius);
		}
		original.keep(bottom);
		use(stripOf(planes, window, top, bottom));
		await reportProgress(progress, (bottom - region.top) / region.height);
	}
}

/** Blurred colours of some rows of the region. */
export interface BlurredStrip {
	readonly top: number;
	/** The row below the last one. */
	readonly bottom: number;
	/** The colour at a pixel of the picture in these rows, in sample values, written into `colour`. */
	read(x: number, y: number, colour: Float32Array): void;
}

/** The strip with the pixels around it that its blur needs. */
function windowOf(raster: Raster, region: Region, top: number, bottom: number, margin: number): Region {
	const left = Math.max(0, region.left - margin);
	const right = Math.min(raster.width, region.left + region.width + margin);
	const first = Math.max(0, top - margin);
	const last = Math.min(raster.height, bottom + margin);
	return { left, top: first, width: right - left, height: last - first };
}

/** The picture's rows as they were before strips above were changed. */
class OriginalRows {
	private kept: { readonly top: number; readonly data: Raster['data'] } | undefined;

	constructor(
		private readonly raster: Raster,
		private readonly margin: number,
	) {}

	/** Copies the rows above `bottom` that the next strip will ask for. */
	keep(bottom: number): void {
		const { width, channels, data } = this.raster;
		const top = Math.max(0, bottom - this.margin);
		this.kept = { top, data: data.slice(top * width * channels, bottom * width * channels) };
	}

	/** The samples in which row `y` lies, and the index where it starts. */
	row(y: number): { readonly data: Raster['data']; readonly start: number } {
		const { width, channels, data } = this.raster;
		const rowLength = width * channels;
		const { kept } = this;
		if (kept && y >= kept.top && (y - kept.top + 1) * rowLength <= kept.data.length) {
			return { data: kept.data, start: (y - kept.top) * rowLength };
		}
		return { data, start: y * rowLength };
	}

	get channels(): number {
		return this.raster.channels;
	}
}

/** Red, green and blue of the window, each times its weight, and the weights where there are any. */
function readPlanes(
	original: OriginalRows,
	{ left, top, width, height }: Region,
	weightAt: ((x: number, y: number) => number) | undefined,
): Float32Array[] {
	const planes = Array.from({ length: weightAt ? 4 : 3 }, () => new Float32Array(width * height));
	const [red, green, blue, weights] = planes;
	const { channels } = original;
	for (let y = 0; y < height; y++) {
		const { data, start } = original.row(top + y);
		for (let x = 0; x < width; x++) {
			const from = start + (left + x) * channels;
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

function stripOf(
	[red, green, blue, weights]: readonly Float32Array[],
	window: Region,
	top: number,
	bottom: number,
): BlurredStrip {
	return {
		top,
		bottom,
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
