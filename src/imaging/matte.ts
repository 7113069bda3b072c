import { bbox, type RunLengths } from '../shared/mask/runLengths';
import { growRegion, intersectRegions, type Raster, type Region } from './raster';

/**
 * How much of each pixel belongs to a mask: 0 outside, 255 inside, and between them a ramp at the outline, so that an
 * edit ends softly and not in stairs.
 */
export interface Matte extends Region {
	/** uint8[height, width] of the region; every pixel outside of the region has 0. */
	readonly alpha: Uint8Array;
}

/**
 * The matte of a mask. The ramp crosses one half at the outline and reaches `softness` pixels to either side.
 *
 * @param softness pixels, an integer; 0 leaves the hard edge
 * @param within the part of the picture that is wanted; the whole one without it
 * @returns undefined where nothing of the mask is there
 */
export function matteOf(mask: RunLengths, softness: number, within?: Region): Matte | undefined {
	const reach = matteRegion(mask, softness);
	const region = reach && within ? intersectRegions(reach, within) : reach;
	if (!reach || !region) return undefined;
	// What lies beyond the part reaches into its soft edge.
	const drawn = intersectRegions(growRegion(region, softness, mask), reach)!;
	const alpha = fillRuns(mask, drawn);
	// Two boxes make a ramp without corners.
	for (const radius of [Math.floor(softness / 2), Math.ceil(softness / 2)]) {
		if (radius > 0) boxBlurBytes(alpha, drawn.width, drawn.height, radius);
	}
	return cropMatte({ ...drawn, alpha }, region);
}

/**
 * A matte whose soft edge lies outside the outline: of what the mask selects nothing shows through, thin as it may be.
 *
 * @returns undefined where the mask is empty
 */
export function coveringMatteOf(mask: RunLengths, softness: number): Matte | undefined {
	const matte = matteOf(mask, softness);
	if (!matte) return undefined;
	const { alpha } = matte;
	const hard = fillRuns(mask, matte);
	for (let i = 0; i < alpha.length; i++) alpha[i] = hard[i] || Math.min(255, 2 * alpha[i]!);
	return matte;
}

/** Where a mask's matte lies; undefined where the mask is empty. */
export function matteRegion(mask: RunLengths, softness: number): Region | undefined {
	const [left, top, width, height] = bbox(mask);
	return width === 0 ? undefined : growRegion({ left, top, width, height }, softness, mask);
}

function cropMatte(matte: Matte, region: Region): Matte {
	const { left, top, width, height } = region;
	if (width === matte.width && height === matte.height) return matte;
	const alpha = new Uint8Array(width * height);
	for (let y = 0; y < height; y++) {
		const from = (top + y - matte.top) * matte.width + left - matte.left;
		alpha.set(matte.alpha.subarray(from, from + width), y * width);
	}
	return { left, top, width, height, alpha };
}

/** The matte as it lies in a window of the picture. */
export function matteInWindow(matte: Matte, window: Pick<Region, 'left' | 'top'>): Matte {
	return { ...matte, left: matte.left - window.left, top: matte.top - window.top };
}

/** The matte of what does not belong to the mask, for the whole picture. */
export function invertMatte(
	matte: Matte | undefined,
	{ width, height }: Pick<Raster, 'width' | 'height'>,
): Matte {
	const alpha = new Uint8Array(width * height).fill(255);
	if (matte) {
		for (let y = 0; y < matte.height; y++) {
			const to = (matte.top + y) * width + matte.left;
			const from = y * matte.width;
			for (let x = 0; x < matte.width; x++) alpha[to + x] = 255 - matte.alpha[from + x]!;
		}
	}
	return { left: 0, top: 0, width, height, alpha };
}

/** How much of a pixel of the picture belongs to the mask, 0 to 255. */
export function alphaAt({ left, top, width, height, alpha }: Matte, x: number, y: number): number {
	const column = x - left;
	const row = y - top;
	if (column < 0 || row < 0 || column >= width || row >= height) return 0;
	return alpha[row * width + column]!;
}

function fillRuns(mask: RunLengths, region: Region): Uint8Array {
	const { counts, height } = mask;
	const alpha = new Uint8Array(region.width * region.height);
	const right = region.left + region.width;
	let start = 0;
	for (let i = 0; i + 1 < counts.length; i += 2) {
		start += counts[i]!;
		const end = start + counts[i + 1]!;
		// A run goes on in the next column.
		const firstColumn = Math.max(region.left, Math.floor(start / height));
		for (let x = firstColumn; x < right && x * height < end; x++) {
			const first = Math.max(start - x * height, region.top) - region.top;
			const last = Math.min(end - x * height, region.top + region.height) - region.top;
			for (let y = first; y < last; y++) alpha[y * region.width + x - region.left] = 255;
		}
		start = end;
	}
	return alpha;
}

/** Means over (2 × radius + 1)² pixels, in place; at the border the outermost pixels go on. */
function boxBlurBytes(pixels: Uint8Array, width: number, height: number, radius: number): void {
	const size = 2 * radius + 1;
	const row = new Uint8Array(width + 2 * radius + 1);
	for (let start = 0; start < pixels.length; start += width) {
		row.fill(pixels[start]!, 0, radius);
		row.set(pixels.subarray(start, start + width), radius);
		row.fill(pixels[start + width - 1]!, radius + width);
		let sum = 0;
		for (let i = 0; i < size; i++) sum += row[i]!;
		for (let x = 0; x < width; x++) {
			pixels[start + x] = Math.round(sum / size);
			sum += row[x + size]! - row[x]!;
		}
	}
	blurColumns(pixels, width, height, radius);
}

/** Columns side by side, so that memory is read in order. */
function blurColumns(pixels: Uint8Array, width: number, height: number, radius: number): void {
	const size = 2 * radius + 1;
	const sums = new Int32Array(width);
	// The rows that a mean is of, as they were: row y is at y modulo their number.
	const before = new Uint8Array((size + 1) * width);
	const rowAt = (y: number) => Math.min(height - 1, Math.max(0, y));
	const slot = (y: number) => ((y + size + 1) % (size + 1)) * width;
	for (let y = -radius; y <= radius; y++) {
		const from = rowAt(y) * width;
		before.set(pixels.subarray(from, from + width), slot(y));
		for (let x = 0; x < width; x++) sums[x]! += pixels[from + x]!;
	}
	for (let y = 0; y < height; y++) {
		const to = y * width;
		const next = rowAt(y + radius + 1) * width;
		const [first, last] = [slot(y - radius), slot(y + radius + 1)];
		before.set(pixels.subarray(next, next + width), last);
		for (let x = 0; x < width; x++) {
			pixels[to + x] = Math.round(sums[x]! / size);
			sums[x]! += before[last + x]! - before[first + x]!;
		}
	}
}
