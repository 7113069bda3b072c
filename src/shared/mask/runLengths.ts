import type { Bbox } from './rle';

/**
 * A mask as run lengths, the form in which it is worked on: column by column from the left, each column from the
 * top, zeros and ones by turns, zeros first (COCO's order).
 *
 * Always canonical: no run but the first is zero pixels long, and the runs sum to `width * height`. So two masks of
 * one size are equal exactly when their `counts` are.
 */
export interface RunLengths {
	/** Pixels, at least 1. */
	readonly width: number;
	/** Pixels, at least 1. */
	readonly height: number;
	/** Pixels per run. */
	readonly counts: Uint32Array;
}

/** The mask without a pixel. */
export function emptyMask(width: number, height: number): RunLengths {
	return { width, height, counts: Uint32Array.of(width * height) };
}

/** The mask of every pixel. */
export function fullMask(width: number, height: number): RunLengths {
	return { width, height, counts: Uint32Array.of(0, width * height) };
}

/** The runs of `bitmap: uint8[height * width]`, row-major; every value but 0 is inside. */
export function fromBitmap(bitmap: Uint8Array, width: number, height: number): RunLengths {
	if (bitmap.length !== width * height) {
		throw new RangeError(
			`Expected ${width * height} pixels for a bitmap of ${width} × ${height} but received ${bitmap.length}`,
		);
	}
	const counts: number[] = [];
	let value = 0;
	let run = 0;
	for (let x = 0; x < width; x++) {
		for (let y = 0, at = x; y < height; y++, at += width) {
			const pixel = bitmap[at] === 0 ? 0 : 1;
			if (pixel !== value) {
				counts.push(run);
				run = 0;
				value = pixel;
			}
			run++;
		}
	}
	counts.push(run);
	return { width, height, counts: Uint32Array.from(counts) };
}

/** The mask as `uint8[height * width]`, row-major, 0 or 1. */
export function toBitmap(mask: RunLengths): Uint8Array {
	const { width, height, counts } = mask;
	const bitmap = new Uint8Array(width * height);
	let start = 0;
	for (let i = 0; i < counts.length; i++) {
		const end = start + counts[i]!;
		if (i % 2 === 1) {
			let x = Math.floor(start / height);
			let y = start % height;
			for (let n = start; n < end; n++) {
				bitmap[y * width + x] = 1;
				y++;
				if (y === height) {
					y = 0;
					x++;
				}
			}
		}
		start = end;
	}
	return bitmap;
}

/** Pixels inside the mask. */
export function area(mask: RunLengths): number {
	let sum = 0;
	for (let i = 1; i < mask.counts.length; i += 2) {
		sum += mask.counts[i]!;
	}
	return sum;
}

/** The smallest box around the mask, in pixels; [0, 0, 0, 0] for the empty one. */
export function bbox(mask: RunLengths): Bbox {
	const { height, counts } = mask;
	if (counts.length < 2) {
		return [0, 0, 0, 0];
	}
	const left = Math.floor(counts[0]! / height);
	let right = left;
	let top = height;
	let bottom = 0;
	let start = 0;
	for (let i = 0; i + 1 < counts.length; i += 2) {
		start += counts[i]!;
		const last = start + counts[i + 1]! - 1;
		const column = Math.floor(start / height);
		right = Math.floor(last / height);
		// A run that goes on in the next column touches the bottom of this one and the top of that.
		top = right > column ? 0 : Math.min(top, start - column * height);
		bottom = right > column ? height - 1 : Math.max(bottom, last - column * height);
		start = last + 1;
	}
	return [left, top, right - left + 1, bottom - top + 1];
}

/** Whether the pixel in column `x` and row `y` (integers, from 0) is inside; false outside the image. */
export function containsPixel(mask: RunLengths, x: number, y: number): boolean {
	if (x < 0 || y < 0 || x >= mask.width || y >= mask.height) {
		return false;
	}
	const at = x * mask.height + y;
	let end = 0;
	for (let i = 0; i < mask.counts.length; i++) {
		end += mask.counts[i]!;
		if (at < end) {
			return i % 2 === 1;
		}
	}
	return false;
}
