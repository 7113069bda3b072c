import { type ColumnRuns, columnRuns, fromColumnRuns } from './columnRuns';
import type { RunLengths } from './runLengths';

/** What counts as touching: edges only, or corners too. */
export type Connectivity = 'edges' | 'corners';

/** The connected regions of a mask. */
export interface Regions {
	readonly runs: ColumnRuns;
	/** For each column run the first one of its region, by which the region is known. */
	readonly regionOf: Int32Array;
	/** Pixels of each region, at the index of its first column run. */
	readonly areas: Float64Array;
}

/** Takes time in proportion to the runs and the width, not to the pixels. */
export function findRegions(mask: RunLengths, connectivity: Connectivity): Regions {
	const runs = columnRuns(mask);
	const regionOf = connect(runs, mask, connectivity);
	const areas = new Float64Array(runs.count);
	for (let i = 0; i < runs.count; i++) areas[regionOf[i]!]! += runs.ends[i]! - runs.starts[i]!;
	return { runs, regionOf, areas };
}

/** Each connected region (over edges or corners) as a mask of its own, the largest first. */
export function splitRegions(mask: RunLengths): RunLengths[] {
	const { runs, regionOf, areas } = findRegions(mask, 'corners');
	const members = new Map<number, number[]>();
	for (const [i, region] of regionOf.entries()) {
		const present = members.get(region);
		if (present) present.push(i);
		else members.set(region, [i]);
	}
	return [...members]
		.sort(([a], [b]) => areas[b]! - areas[a]! || a - b)
		.map(([, indices]) => fromColumnRuns(runs, indices, mask));
}

function connect(
	{ count, starts, ends, columns }: ColumnRuns,
	{ width, height }: RunLengths,
	connectivity: Connectivity,
): Int32Array {
	const parents = Int32Array.from({ length: count }, (_, i) => i);
	const rootOf = (i: number) => {
		let at = i;
		while (parents[at] !== at) {
			parents[at] = parents[parents[at]!]!;
			at = parents[at]!;
		}
		return at;
	};
	// Corners touch where runs of neighbouring columns only meet; edges need a row in common.
	const reach = connectivity === 'corners' ? 0 : 1;
	for (let x = 1; x < width; x++) {
		let left = columns[x - 1]!;
		for (let i = columns[x]!; i < columns[x + 1]!; i++) {
			// One column to the left the same row is `height` earlier.
			const first = starts[i]! - height + reach;
			const last = ends[i]! - height - reach;
			while (left < columns[x]! && ends[left]! < first) left++;
			for (let other = left; other < columns[x]! && starts[other]! <= last; other++) {
				const [a, b] = [rootOf(other), rootOf(i)];
				parents[Math.max(a, b)] = Math.min(a, b);
			}
		}
	}
	return parents.map((_, i) => rootOf(i));
}
