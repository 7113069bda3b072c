import type { EditOf } from '../../shared/imageEdits/imageEdit';
import { alphaAt, type Matte } from '../matte';
import { cropRaster, maxSample, type Raster, type Region } from '../raster';

/**
 * Puts a copy of what the mask selects elsewhere in the picture: moved, scaled about its box's top left corner, and
 * mirrored left to right where `flip` says so.
 *
 * @param inFront mattes of what lies in front of the copy
 */
export function place(
	raster: Raster,
	matte: Matte,
	edit: EditOf<'place'>,
	inFront: readonly Matte[] = [],
): Raster {
	return placeCopy(raster, { left: 0, top: 0 }, { pixels: cropRaster(raster, matte), matte }, edit, inFront);
}

/** What is copied: the pixels of the matte's box, as they were before. */
export interface PlacedSource {
	readonly pixels: Raster;
	readonly matte: Matte;
}

/** Where a copy lies, in pixels of the picture; it can reach out of it. */
export function placedBox(
	{ left, top, width, height }: Region,
	{ dx, dy, scale }: Pick<EditOf<'place'>, 'dx' | 'dy' | 'scale'>,
): Region {
	return {
		left: Math.round(left + dx),
		top: Math.round(top + dy),
		width: Math.max(1, Math.round(width * scale)),
		height: Math.max(1, Math.round(height * scale)),
	};
}

/**
 * Puts a copy into a window of the picture.
 *
 * @param origin where the window lies in the picture
 * @param inFront mattes of what lies in front of the copy, as they lie in the picture
 */
export function placeCopy(
	raster: Raster,
	origin: Pick<Region, 'left' | 'top'>,
	{ pixels, matte }: PlacedSource,
	edit: EditOf<'place'>,
	inFront: readonly Matte[],
): Raster {
	const { left, top, width, height } = placedBox(matte, edit);
	// A pixel of a small copy is the mean of several of the original, or thin things would come and go.
	const samples = Math.max(1, Math.ceil(1 / edit.scale));
	const { channels, data } = raster;
	const colour = new Float64Array(4);
	const bottom = Math.min(top + height, origin.top + raster.height);
	const right = Math.min(left + width, origin.left + raster.width);
	for (let y = Math.max(top, origin.top); y < bottom; y++) {
		for (let x = Math.max(left, origin.left); x < right; x++) {
			const column = edit.flip ? width - 1 - (x - left) : x - left;
			readCopy(pixels, matte, column / width, (y - top) / height, 1 / width, 1 / height, samples, colour);
			let alpha = colour[3]!;
			for (const front of inFront) alpha *= 1 - alphaAt(front, x, y) / 255;
			if (alpha === 0) continue;
			const at = ((y - origin.top) * raster.width + x - origin.left) * channels;
			for (let c = 0; c < 3; c++) {
				data[at + c] = Math.round(data[at + c]! + (colour[c]! - data[at + c]!) * alpha);
			}
			if (channels === 4) {
				data[at + 3] = Math.round(data[at + 3]! + (maxSample(raster) - data[at + 3]!) * alpha);
			}
		}
	}
	return raster;
}

/**
 * The colour of the original, and in the fourth place its alpha from 0 to 1, averaged over a part of it.
 *
 * @param u left edge of the part, as a share of the original's width; `v` its top edge, of the height
 */
function readCopy(
	source: Raster,
	matte: Matte,
	u: number,
	v: number,
	du: number,
	dv: number,
	samples: number,
	colour: Float64Array,
): void {
	colour.fill(0);
	for (let j = 0; j < samples; j++) {
		for (let i = 0; i < samples; i++) {
			const x = (u + (du * (i + 0.5)) / samples) * source.width - 0.5;
			const y = (v + (dv * (j + 0.5)) / samples) * source.height - 0.5;
			addBilinear(source, matte, x, y, colour);
		}
	}
	const weight = colour[3]!;
	if (weight > 0) for (let c = 0; c < 3; c++) colour[c]! /= weight;
	colour[3] = weight / samples ** 2;
}

/** Adds the colour at a point (in pixel centres), each neighbour times its alpha, and the alphas. */
function addBilinear(source: Raster, matte: Matte, x: number, y: number, sums: Float64Array): void {
	const x0 = Math.floor(x);
	const y0 = Math.floor(y);
	for (let j = 0; j < 2; j++) {
		for (let i = 0; i < 2; i++) {
			const column = Math.min(source.width - 1, Math.max(0, x0 + i));
			const row = Math.min(source.height - 1, Math.max(0, y0 + j));
			const near = (i === 0 ? x0 + 1 - x : x - x0) * (j === 0 ? y0 + 1 - y : y - y0);
			const weight = (near * matte.alpha[row * matte.width + column]!) / 255;
			const at = (row * source.width + column) * source.channels;
			for (let c = 0; c < 3; c++) sums[c]! += weight * source.data[at + c]!;
			sums[3]! += weight;
		}
	}
}
