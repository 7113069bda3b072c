import { blockMeans, type Planes } from './blur/blockMeans';
import { type Box, boxBlur, boxesOf } from './blur/boxBlur';
import { type Progress, reportProgress } from './progress';
import { cropRaster, maxSample, type Raster, type Region } from './raster';

/** The sides, in blocks, of what is blurred at a time: what is held in memory besides the picture grows with it. */
const tileSide = 1024;

/** Sigma is at least this many blocks, so that what lies between them can be interpolated. */
const minSigmaInBlocks = 5;

export interface BlurOptions {
	/** uint8[height, width] of the picture: how much a pixel counts; what counts nothing does not bleed into the rest. */
	readonly weights?: Uint8Array;
	/** The side of a block in pixels, a power of two. */
	readonly step?: number;
}

/**
 * The blurred colours of a region, tile by tile in reading order. `use` may change the raster's pixels in the tile
 * that it is given: later tiles are made of the pixels as they were.
 *
 * The Gaussian is three box blurs, close to it by the central limit theorem; at the border the outermost pixels go on.
 * A wide one is blurred as means of blocks and interpolated, which takes a pass over the picture whatever its width.
 * All sums are of whole numbers, so that a pixel's colour does not depend on which part of the picture it is made with,
 * as long as parts begin at multiples of `blurStep` and have `blurMargin` around the region.
 *
 * @param sigma of the Gaussian, in pixels
 */
export async function gaussianBlur(
	raster: Raster,
	region: Region,
	sigma: number,
	use: (tile: BlurredTile) => void,
	progress: Progress,
	{ weights, step = blurStep(sigma) }: BlurOptions = {},
): Promise<void> {
	const boxes = boxesOf(sigmaInBlocks(sigma, step));
	const side = tileSide * step;
	const isOneTile = region.width <= side && region.height <= side;
	const original = isOneTile ? raster : cropRaster(raster, { ...raster, left: 0, top: 0 });
	const [bottom, right] = [region.top + region.height, region.left + region.width];
	for (let top = region.top; top < bottom; top += side) {
		for (let left = region.left; left < right; left += side) {
			const tile = {
				left,
				top,
				width: Math.min(side, right - left),
				height: Math.min(side, bottom - top),
			};
			const planes = blockMeans(original, weights, blocksAround(tile, step, reachOf(boxes)), step);
			for (const plane of planes.all) for (const box of boxes) boxBlur(plane, planes, box);
			use(tileOf(planes, step, maxSample(raster), tile));
			await reportProgress(progress, (tile.top + tile.height - region.top) / region.height);
		}
	}
}

/** The side of the blocks of which a blur takes means, in pixels: a power of two. */
export function blurStep(sigma: number): number {
	return 2 ** Math.max(0, Math.floor(Math.log2(sigma / minSigmaInBlocks)));
}

/** How far around a pixel a blur looks. */
export function blurMargin(sigma: number): number {
	const step = blurStep(sigma);
	// A block for interpolation, and one that the region begins or ends in.
	return (reachOf(boxesOf(sigmaInBlocks(sigma, step))) + 2) * step;
}

/** Blurred colours of a part of the region. */
export interface BlurredTile extends Region {
	/** The colour at a pixel of the picture in this part, in sample values, written into `colour`. */
	read(x: number, y: number, colour: Float32Array): void;
}

/** Blocks and their interpolation blur by themselves, together with a variance of step² / 4 pixels. */
function sigmaInBlocks(sigma: number, step: number): number {
	return step === 1 ? sigma : Math.sqrt((sigma / step) ** 2 - 1 / 4);
}

const reachOf = (boxes: readonly Box[]) => boxes.reduce((sum, { reach }) => sum + reach, 0);

/** The blocks of a tile with as many around it as its blur needs, and one more for interpolation. */
function blocksAround({ left, top, width, height }: Region, step: number, reach: number): Region {
	const first = (at: number) => Math.floor(at / step) - reach - 1;
	const length = (at: number, size: number) => Math.ceil((at + size) / step) + reach + 1 - first(at);
	return { left: first(left), top: first(top), width: length(left, width), height: length(top, height) };
}

function tileOf(planes: Planes, step: number, max: number, tile: Region): BlurredTile {
	const { left, top, width, all } = planes;
	const rows = all.map(() => new Float64Array(width));
	const [red, green, blue, weights] = rows;
	const across = placesBetween(left, step);
	const down = placesBetween(top, step);
	let shown = -1;
	/** The blocks above and below of a row of pixels, mixed. */
	const showRow = (y: number) => {
		shown = y;
		const above = down.block(y) * width;
		const share = down.share(y);
		for (const [i, row] of rows.entries()) {
			const plane = all[i]!;
			for (let x = 0, from = above; x < width; x++, from++) {
				row[x] = plane[from]! + (plane[from + width]! - plane[from]!) * share;
			}
		}
	};
	return {
		...tile,
		read(x, y, colour) {
			if (y !== shown) showRow(y);
			const i = across.block(x);
			const share = across.share(x);
			const weight = weights ? weights[i]! + (weights[i + 1]! - weights[i]!) * share : planes.unit;
			// Where nothing near counts there is nothing to show but black; the matte hides it.
			const scale = max / Math.max(1, weight);
			colour[0] = (red![i]! + (red![i + 1]! - red![i]!) * share) * scale;
			colour[1] = (green![i]! + (green![i + 1]! - green![i]!) * share) * scale;
			colour[2] = (blue![i]! + (blue![i + 1]! - blue![i]!) * share) * scale;
		},
	};
}

/**
 * Between the middles of which blocks a pixel's own middle lies: the first of them, and how far it is towards the next.
 *
 * @param first the block that counts as 0
 * @param step the side of a block, a power of two
 */
function placesBetween(first: number, step: number) {
	const shift = Math.log2(step);
	const start = first * step + Math.floor(step / 2);
	const shares = Float64Array.from({ length: step }, (_, i) => (step === 1 ? 0 : (i + 0.5) / step));
	return {
		block: (at: number) => (at - start) >> shift,
		share: (at: number) => shares[(at - start) & (step - 1)]!,
	};
}
