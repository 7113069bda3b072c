import type { Bitmap } from './bitmap';

/**
 * IoU of a mask with itself where each cell is as most of the nine around it are, 0 to 1: low where the outline is
 * frayed, or the mask is scattered.
 */
export function smoothIou(
	{ words, area }: Bitmap,
	{ columns, rows }: { readonly columns: number; readonly rows: number },
): number {
	if (area === 0) return 0;
	const wordsPerRow = (columns + 31) >>> 5;
	// With a ring of cells outside, so that the edge of the image is none of the mask.
	const stride = columns + 2;
	const cells = new Uint8Array(stride * (rows + 2));
	for (let row = 0; row < rows; row++)
		for (let column = 0; column < columns; column++)
			cells[(row + 1) * stride + column + 1] =
				(words[row * wordsPerRow + (column >>> 5)]! >>> (column & 31)) & 1;
	mirrorEdges(cells, columns, rows);
	const across = new Uint8Array(cells.length);
	for (let at = 1; at < cells.length - 1; at++) across[at] = cells[at - 1]! + cells[at]! + cells[at + 1]!;
	let both = 0;
	let smoothed = 0;
	for (let row = 1; row <= rows; row++) {
		for (let at = row * stride + 1; at <= row * stride + columns; at++) {
			if (across[at - stride]! + across[at]! + across[at + stride]! < 5) continue;
			smoothed++;
			both += cells[at]!;
		}
	}
	return both / (area + smoothed - both);
}

/** Cells beyond the image are as the nearest ones in it. */
function mirrorEdges(cells: Uint8Array, columns: number, rows: number): void {
	const stride = columns + 2;
	for (let row = 1; row <= rows; row++) {
		cells[row * stride] = cells[row * stride + 1]!;
		cells[row * stride + columns + 1] = cells[row * stride + columns]!;
	}
	cells.copyWithin(0, stride, 2 * stride);
	cells.copyWithin((rows + 1) * stride, rows * stride, (rows + 1) * stride);
}
