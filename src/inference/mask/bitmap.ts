/** A mask as bits, for many comparisons: one word holds 32 cells. Those compared have one size. */
export interface Bitmap {
	readonly words: Uint32Array;
	/** Cells. */
	readonly area: number;
	/** The first word that holds a cell, and the one after the last; equal where there is none. */
	readonly start: number;
	readonly end: number;
}

function ones(word: number): number {
	let bits = word - ((word >>> 1) & 0x55555555);
	bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
	return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function bitmap(words: Uint32Array): Bitmap {
	let area = 0;
	let start = words.length;
	let end = 0;
	for (let i = 0; i < words.length; i++) {
		if (words[i] === 0) continue;
		area += ones(words[i]!);
		if (end === 0) start = i;
		end = i + 1;
	}
	return { words, area, start: Math.min(start, end), end };
}

/** The cells of `logits` (rows of `stride`) above zero, within the first `columns` and `rows`. */
export function bitmapOf(logits: Float32Array, stride: number, columns: number, rows: number): Bitmap {
	const wordsPerRow = (columns + 31) >>> 5;
	const words = new Uint32Array(wordsPerRow * rows);
	for (let row = 0; row < rows; row++) {
		for (let i = 0; i < wordsPerRow; i++) {
			const start = row * stride + i * 32;
			const end = Math.min(start + 32, row * stride + columns);
			let word = 0;
			for (let at = start; at < end; at++) if (logits[at]! > 0) word |= 1 << (at - start);
			words[row * wordsPerRow + i] = word;
		}
	}
	return bitmap(words);
}

/** Whether a bitmap of so many columns has a cell. */
export function hasCell(
	{ words }: Bitmap,
	columns: number,
	{ column, row }: { readonly column: number; readonly row: number },
): boolean {
	const wordsPerRow = (columns + 31) >>> 5;
	return ((words[row * wordsPerRow + (column >>> 5)]! >>> (column & 31)) & 1) === 1;
}

/** How many sides lie between a cell of the mask and one that is not of it; those along the image's edge do not count. */
export function outlineOf({ words }: Bitmap, columns: number): number {
	const wordsPerRow = (columns + 31) >>> 5;
	const cellsOfLast = columns % 32 === 0 ? -1 : (1 << (columns % 32)) - 1;
	let sides = 0;
	for (let i = 0; i < words.length; i++) {
		const word = words[i]!;
		const column = i % wordsPerRow;
		// Each cell beside the one to its left, and beside the one below. A row's first cell has none to its left.
		const left = column === 0 ? word & 1 : words[i - 1]! >>> 31;
		const across = (word ^ ((word << 1) | left)) & (column === wordsPerRow - 1 ? cellsOfLast : -1);
		const down = i + wordsPerRow < words.length ? word ^ words[i + wordsPerRow]! : 0;
		if (across !== 0) sides += ones(across);
		if (down !== 0) sides += ones(down);
	}
	return sides;
}

export function intersectionArea(a: Bitmap, b: Bitmap): number {
	const end = Math.min(a.end, b.end);
	const [wordsOfA, wordsOfB] = [a.words, b.words];
	let area = 0;
	for (let i = Math.max(a.start, b.start); i < end; i++) {
		const both = wordsOfA[i]! & wordsOfB[i]!;
		if (both !== 0) area += ones(both);
	}
	return area;
}

/** The cells of `a` that `b` has not. */
export function subtract(a: Bitmap, b: Bitmap): Bitmap {
	return bitmap(a.words.map((word, index) => word & ~b.words[index]!));
}

/** Intersection over union, 0 to 1; 0 for two empty masks. */
export function iou(a: Bitmap, b: Bitmap): number {
	const common = intersectionArea(a, b);
	return common === 0 ? 0 : common / (a.area + b.area - common);
}
