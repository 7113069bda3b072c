import { area, type RunLengths } from './runLengths';

interface Pixel {
	readonly x: number;
	readonly y: number;
}

/** The runs of a mask cut at the columns' ends. */
interface Pieces {
	readonly count: number;
	/** Positions in COCO's order, int32[count]: first pixel, and the one after the last. */
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	/** int32[width + 1]: the pieces of column x are `columns[x]` to `columns[x + 1]`. */
	readonly columns: Int32Array;
}

/**
 * The mask without its specks: connected regions (over edges or corners) of less than `share` of its area. The largest
 * region always stays, and so does each that holds a pixel of `keep`.
 *
 * Takes time in proportion to the runs and the width, not to the pixels.
 *
 * @param share 0 to 1
 * @param keep in pixels; those outside the mask hold nothing
 */
export function withoutSpecks(mask: RunLengths, share: number, keep: readonly Pixel[]): RunLengths {
	const pieces = cutAtColumns(mask);
	const regionOf = connect(pieces, mask);
	const areas = new Float64Array(pieces.count);
	let largest = 0;
	for (let i = 0; i < pieces.count; i++) {
		const region = regionOf[i]!;
		areas[region]! += pieces.ends[i]! - pieces.starts[i]!;
		if (areas[region]! > areas[largest]!) largest = region;
	}
	const kept = new Set([largest, ...keep.map((pixel) => regionAt(pixel, pieces, regionOf, mask))]);
	const least = share * area(mask);
	const stays = (i: number) => areas[regionOf[i]!]! >= least || kept.has(regionOf[i]!);
	return joined(pieces, stays, mask);
}

function cutAtColumns({ width, height, counts }: RunLengths): Pieces {
	const starts: number[] = [];
	const ends: number[] = [];
	const columns = new Int32Array(width + 1);
	let at = 0;
	for (let i = 0; i < counts.length; i++) {
		const end = at + counts[i]!;
		if (i % 2 === 1) {
			for (let from = at; from < end; ) {
				const column = Math.floor(from / height);
				const to = Math.min(end, (column + 1) * height);
				starts.push(from);
				ends.push(to);
				columns[column + 1] = starts.length;
				from = to;
			}
		}
		at = end;
	}
	for (let x = 1; x <= width; x++) columns[x] = Math.max(columns[x]!, columns[x - 1]!);
	return { count: starts.length, starts: Int32Array.from(starts), ends: Int32Array.from(ends), columns };
}

/** For each piece the first piece of its region. */
function connect({ count, starts, ends, columns }: Pieces, { width, height }: RunLengths): Int32Array {
	const parents = Int32Array.from({ length: count }, (_, i) => i);
	const rootOf = (i: number) => {
		let at = i;
		while (parents[at] !== at) {
			parents[at] = parents[parents[at]!]!;
			at = parents[at]!;
		}
		return at;
	};
	for (let x = 1; x < width; x++) {
		let left = columns[x - 1]!;
		for (let i = columns[x]!; i < columns[x + 1]!; i++) {
			// One column to the left the same row is `height` earlier; corners touch where runs only meet.
			const first = starts[i]! - height;
			const last = ends[i]! - height;
			while (left < columns[x]! && ends[left]! < first) left++;
			for (let other = left; other < columns[x]! && starts[other]! <= last; other++) {
				const [a, b] = [rootOf(other), rootOf(i)];
				parents[Math.max(a, b)] = Math.min(a, b);
			}
		}
	}
	return parents.map((_, i) => rootOf(i));
}

function regionAt(
	{ x, y }: Pixel,
	{ starts, ends, columns }: Pieces,
	regionOf: Int32Array,
	{ width, height }: RunLengths,
): number {
	if (x < 0 || y < 0 || x >= width || y >= height) return -1;
	const at = x * height + y;
	for (let i = columns[x]!; i < columns[x + 1]!; i++) {
		if (starts[i]! <= at && at < ends[i]!) return regionOf[i]!;
	}
	return -1;
}

function joined(
	{ count, starts, ends }: Pieces,
	stays: (i: number) => boolean,
	mask: RunLengths,
): RunLengths {
	const { width, height } = mask;
	const counts: number[] = [];
	let at = 0;
	for (let i = 0; i < count; i++) {
		if (!stays(i)) continue;
		const length = ends[i]! - starts[i]!;
		// What was cut at the end of a column goes on, save where the mask itself begins.
		if (starts[i] === at && counts.length > 0) counts[counts.length - 1]! += length;
		else counts.push(starts[i]! - at, length);
		at = ends[i]!;
	}
	if (at < width * height) counts.push(width * height - at);
	return { width, height, counts: Uint32Array.from(counts) };
}
