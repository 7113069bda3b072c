import { columnRuns } from './columnRuns';
import { ColumnSpans } from './columnSpans';
import type { RunLengths } from './runLengths';
import { complement } from './setOperations';

/** The mask and every pixel whose centre is at most `distance` pixels from that of one of its own. */
export function grow(mask: RunLengths, distance: number): RunLengths {
	const { width, height } = mask;
	const { starts, ends, columns } = columnRuns(mask);
	const spans = new ColumnSpans(width, height);
	const reach = Math.floor(distance);
	for (let dx = -reach; dx <= reach; dx++) {
		const dy = Math.floor(Math.sqrt(distance * distance - dx * dx));
		for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
			for (let i = columns[x]!; i < columns[x + 1]!; i++) {
				spans.add(x + dx, starts[i]! - x * height - dy, ends[i]! - x * height + dy);
			}
		}
	}
	return spans.toMask();
}

/**
 * The pixels of the mask whose centre is farther than `distance` pixels from that of every pixel outside. Beyond the
 * image's border nothing counts as outside: a thing that is cut off there does not shrink from it.
 */
export function shrink(mask: RunLengths, distance: number): RunLengths {
	return complement(grow(complement(mask), distance));
}
