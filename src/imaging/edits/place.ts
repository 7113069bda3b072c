import type { EditOf } from '../../shared/imageEdits/imageEdit';
import { alphaAt, type Matte } from '../matte';
import { cropRaster, maxSample, type Raster } from '../raster';

/**
 * Puts a copy of what the mask selects elsewhere in the picture: moved, scaled about its box's top left corner, and
 * mirrored left to right where `flip` says so.
 *
 * @param behind mattes of what lies in front of the copy
 */
export function place(
	raster: Raster,
	matte: Matte,
	{ dx, dy, scale, flip }: EditOf<'place'>,
	behind: readonly Matte[] = [],
): Raster {
	const source = cropRaster(raster, matte);
	const left = Math.round(matte.left + dx);
	const top = Math.round(matte.top + dy);
	const width = Math.max(1, Math.round(matte.width * scale));
	const height = Math.max(1, Math.round(matte.height * scale));
	// A pixel of a small copy is the mean of several of the original, or thin things would come and go.
	const samples = Math.max(1, Math.ceil(1 / scale));
	const { channels, data } = raster;
	const colour = new Float64Array(4);
	for (let y = Math.max(0, -top); y < height && top + y < raster.height; y++) {
		for (let x = Math.max(0, -left); x < width && left + x < raster.width; x++) {
			readCopy(
				source,
				matte,
				(flip ? width - 1 - x : x) / width,
				y / height,
				1 / width,
				1 / height,
				samples,
				colour,
			);
			let alpha = colour[3]!;
			for (const front of behind) alpha *= 1 - alphaAt(front, left + x, top + y) / 255;
			if (alpha === 0) continue;
			const at = ((top + y) * raster.width + left + x) * channels;
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
