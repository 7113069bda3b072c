import { bbox, type RunLengths, toBitmap } from './runLengths';

/** The most cells along each side that are looked at: a point well inside need not be the very deepest. */
const maxCells = 160;

/**
 * A point well inside a mask, in image pixels: the middle of a pixel of it, far from its outline.
 * @returns undefined for an empty mask
 */
export function innerPoint(mask: RunLengths): { readonly x: number; readonly y: number } | undefined {
	const [left, top, width, height] = bbox(mask);
	if (width === 0) return undefined;
	const step = Math.max(1, Math.ceil(Math.max(width, height) / maxCells));
	const bitmap = toBitmap(mask);
	const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
	const stride = columns + 2;
	// One cell wider on all sides: there nothing is inside.
	const depth = new Uint16Array(stride * (rows + 2));
	const isInside = (column: number, row: number) =>
		bitmap[(top + row * step) * mask.width + left + column * step] === 1;
	const sweep = (at: number, side: number) => {
		const around = [1, stride - 1, stride, stride + 1].map((offset) => depth[at - side * offset]!);
		depth[at] = Math.min(depth[at]!, Math.min(...around) + 1);
	};
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			const at = (row + 1) * stride + column + 1;
			depth[at] = isInside(column, row) ? 0xffff : 0;
			sweep(at, 1);
		}
	}
	let deepest = { depth: 0, column: 0, row: 0 };
	for (let row = rows - 1; row >= 0; row--) {
		for (let column = columns - 1; column >= 0; column--) {
			const at = (row + 1) * stride + column + 1;
			sweep(at, -1);
			if (depth[at]! > deepest.depth) deepest = { depth: depth[at]!, column, row };
		}
	}
	if (deepest.depth === 0) return firstPixel(mask);
	return { x: left + deepest.column * step + 0.5, y: top + deepest.row * step + 0.5 };
}

/** Where a mask is so thin that no cell that was looked at lies in it. */
function firstPixel({ height, counts }: RunLengths): { readonly x: number; readonly y: number } {
	const at = counts[0]!;
	return { x: Math.floor(at / height) + 0.5, y: (at % height) + 0.5 };
}
