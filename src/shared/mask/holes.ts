import { fromColumnRuns } from './columnRuns';
import { findRegions } from './regions';
import type { RunLengths } from './runLengths';
import { complement, union } from './setOperations';

/** The mask with its holes filled: what the mask surrounds, so that no way over pixels' edges leads to the border. */
export function fillHoles(mask: RunLengths): RunLengths {
	const { width, height } = mask;
	const outside = complement(mask);
	const { runs, regionOf } = findRegions(outside, 'edges');
	const open = new Set<number>();
	for (let x = 0; x < width; x++) {
		for (let i = runs.columns[x]!; i < runs.columns[x + 1]!; i++) {
			const isAtBorder =
				x === 0 || x === width - 1 || runs.starts[i] === x * height || runs.ends[i] === (x + 1) * height;
			if (isAtBorder) open.add(regionOf[i]!);
		}
	}
	const holes = [...regionOf.keys()].filter((i) => !open.has(regionOf[i]!));
	return holes.length === 0 ? mask : union(mask, fromColumnRuns(runs, holes, outside));
}
