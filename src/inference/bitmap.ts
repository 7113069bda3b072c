/** A mask as bits, for many comparisons: one word holds 32 cells. */
export interface Bitmap {
	readonly words: Uint32Array;
	readonly area: number;
}

function ones(word: number): number {
	let bits = word - ((word >>> 1) & 0x55555555);
	bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
	return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The cells of `logits` (rows of `stride`) above `threshold`, within the first `columns` and `rows`. */
export function bitmapOf(
	logits: Float32Array,
	stride: number,
	columns: number,
	rows: number,
	threshold = 0,
): Bitmap {
	const words = new Uint32Array((columns * rows + 31) >>> 5);
	let area = 0;
	let index = 0;
	for (let row = 0; row < rows; row++) {
		const start = row * stride;
		for (let column = 0; column < columns; column++, index++) {
			if (logits[start + column]! > threshold) {
				words[index >>> 5]! |= 1 << (index & 31);
				area++;
			}
		}
	}
	return { words, area };
}

export function intersectionArea(a: Bitmap, b: Bitmap): number {
	let area = 0;
	for (let i = 0; i < a.words.length; i++) area += ones(a.words[i]! & b.words[i]!);
	return area;
}

/** Intersection over union; two empty masks are alike. */
export function iou(a: Bitmap, b: Bitmap): number {
	const common = intersectionArea(a, b);
	const union = a.area + b.area - common;
	return union === 0 ? 1 : common / union;
}
