import type { Bitmap } from './bitmap';

// Chamfer distances: a step along an axis and a diagonal one, in thirds of a cell.
const straight = 3;
const diagonal = 4;
const far = 0xffff;

/**
 * The cell of a mask that is farthest from its outline and from the image's edge: where a person would click to mean
 * all of it. Of several the last, in reading order.
 *
 * @returns undefined for an empty mask
 */
export function deepestCell(
	{ words, area }: Bitmap,
	{ columns, rows }: { readonly columns: number; readonly rows: number },
): { readonly column: number; readonly row: number } | undefined {
	if (area === 0) return undefined;
	const stride = columns + 2;
	// One cell wider on all sides: there nothing is inside.
	const depth = new Uint16Array(stride * (rows + 2));
	const wordsPerRow = (columns + 31) >>> 5;
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			const bit = (words[row * wordsPerRow + (column >>> 5)]! >>> (column & 31)) & 1;
			if (bit === 1) depth[(row + 1) * stride + column + 1] = far;
		}
	}
	const sweep = (at: number, side: number) => {
		const back = Math.min(depth[at - side]!, depth[at - side * stride]!) + straight;
		const across = Math.min(depth[at - side * (stride + 1)]!, depth[at - side * (stride - 1)]!) + diagonal;
		depth[at] = Math.min(depth[at]!, back, across);
	};
	for (let row = 1; row <= rows; row++) {
		for (let column = 1; column <= columns; column++) sweep(row * stride + column, 1);
	}
	let deepest = -1;
	let found = { column: 0, row: 0 };
	for (let row = rows; row >= 1; row--) {
		for (let column = columns; column >= 1; column--) {
			const at = row * stride + column;
			sweep(at, -1);
			if (depth[at]! <= deepest) continue;
			deepest = depth[at]!;
			found = { column: column - 1, row: row - 1 };
		}
	}
	return found;
}
