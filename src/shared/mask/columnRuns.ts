import type { RunLengths } from './runLengths';

/** The runs of a mask cut at the columns' ends. */
export interface ColumnRuns {
	readonly count: number;
	/** Positions in COCO's order, int32[count]: first pixel, and the one after the last. */
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	/** int32[width + 1]: the runs of column x are `columns[x]` to before `columns[x + 1]`. */
	readonly columns: Int32Array;
}

export function columnRuns({ width, height, counts }: RunLengths): ColumnRuns {
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

/** The mask of some column runs, in the size of `mask`. @param chosen their indices, rising */
export function fromColumnRuns(
	{ starts, ends }: ColumnRuns,
	chosen: Iterable<number>,
	{ width, height }: RunLengths,
): RunLengths {
	const counts: number[] = [];
	let at = 0;
	for (const i of chosen) {
		const length = ends[i]! - starts[i]!;
		// What was cut at the end of a column goes on, save where the mask itself begins.
		if (starts[i] === at && counts.length > 0) counts[counts.length - 1]! += length;
		else counts.push(starts[i]! - at, length);
		at = ends[i]!;
	}
	if (at < width * height) counts.push(width * height - at);
	return { width, height, counts: Uint32Array.from(counts) };
}
