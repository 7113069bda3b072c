import type { RunLengths } from './runLengths';

/**
 * The mask's outline as closed loops along pixel edges. Each loop is x, y, x, y, … of its corners, in integer pixel
 * edges from (0, 0), the image's top left corner, to (width, height); its last corner joins its first. Filling all
 * loops together by the even-odd rule gives exactly the mask. Loops touch at corners where pixels touch diagonally,
 * but never cross.
 *
 * Takes time in proportion to the runs and the width, not to the pixels.
 */
export function outlinePaths(mask: RunLengths): Int32Array[] {
	const corners = findCorners(mask);
	const { xs, ys, beside, count } = corners;
	const seen = new Uint8Array(count);
	const loop = new Int32Array(count * 2);
	const paths: Int32Array[] = [];
	for (let first = 0; first < count; first++) {
		let length = 0;
		// By turns along a column (corners 2n and 2n + 1 share one) and along a row.
		for (let at = first; seen[at] === 0; at = beside[at ^ 1]!) {
			for (const corner of [at, at ^ 1]) {
				seen[corner] = 1;
				loop[length++] = xs[corner]!;
				loop[length++] = ys[corner]!;
			}
		}
		if (length > 0) {
			paths.push(loop.slice(0, length));
		}
	}
	return paths;
}

interface Corners {
	readonly count: number;
	/** Column edges, int32[count]. */
	readonly xs: Int32Array;
	/** Row edges, int32[count]. */
	readonly ys: Int32Array;
	/** For each corner the one at the other end of its horizontal edge, int32[count]. */
	readonly beside: Int32Array;
}

/**
 * Goes over the columns' edges from the left, comparing the two columns beside each. A row edge that bounds one of
 * them only is a corner: there a horizontal edge starts or ends, and the corners of a column edge from top to bottom
 * are by turns the upper and the lower end of a vertical edge.
 */
function findCorners(mask: RunLengths): Corners {
	const { width, height } = mask;
	const { ends, offsets } = columnBounds(mask);
	const most = ends.length * 2;
	const xs = new Int32Array(most);
	const ys = new Int32Array(most);
	const beside = new Int32Array(most);
	/** The left end of the horizontal edge that is open at each row edge. */
	const open = new Int32Array(height + 1).fill(-1);
	let count = 0;
	const add = (x: number, y: number): number => {
		xs[count] = x;
		ys[count] = y;
		return count++;
	};
	const close = (y: number, corner: number): void => {
		const other = open[y]!;
		beside[other] = corner;
		beside[corner] = other;
	};
	for (let x = 0; x <= width; x++) {
		let i = x === 0 ? 0 : offsets[x - 1]!;
		let j = offsets[x]!;
		const endOfLeft = j;
		const endOfRight = x === width ? j : offsets[x + 1]!;
		const startOfLeft = i;
		const startOfRight = j;
		while (i < endOfLeft || j < endOfRight) {
			const left = i < endOfLeft ? ends[i]! : height + 1;
			const right = j < endOfRight ? ends[j]! : height + 1;
			if (left < right) {
				close(left, add(x, left));
				open[left] = -1;
			} else if (right < left) {
				open[right] = add(x, right);
			} else if (((i - startOfLeft) & 1) !== ((j - startOfRight) & 1)) {
				// Two pixels touch diagonally: two corners, so that each pixel's outline turns and none crosses.
				const upper = add(x, left);
				const lower = add(x, left);
				const leftPixelIsAbove = ((i - startOfLeft) & 1) === 1;
				close(left, leftPixelIsAbove ? upper : lower);
				open[left] = leftPixelIsAbove ? lower : upper;
			}
			i += left <= right ? 1 : 0;
			j += right <= left ? 1 : 0;
		}
	}
	return { count, xs, ys, beside };
}

/**
 * The runs cut at the columns: the row edges where each column's ones start and end by turns, one column after the
 * other; column x has those from `offsets[x]` to before `offsets[x + 1]`.
 */
function columnBounds(mask: RunLengths): { ends: Int32Array; offsets: Int32Array } {
	const { width, height, counts } = mask;
	const offsets = new Int32Array(width + 1);
	const ends: number[] = [];
	let column = 0;
	let start = 0;
	for (let i = 1; i < counts.length; i += 2) {
		start += counts[i - 1]!;
		const end = start + counts[i]!;
		while (start < end) {
			const x = Math.floor(start / height);
			while (column < x) {
				offsets[++column] = ends.length;
			}
			const stop = Math.min(end, (x + 1) * height);
			ends.push(start - x * height, stop - x * height);
			start = stop;
		}
	}
	offsets.fill(ends.length, column + 1);
	return { ends: Int32Array.from(ends), offsets };
}
