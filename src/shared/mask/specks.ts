import { type ColumnRuns, fromColumnRuns } from './columnRuns';
import { findRegions, type Regions } from './regions';
import { area, type RunLengths } from './runLengths';

interface Pixel {
	readonly x: number;
	readonly y: number;
}

/**
 * The mask without its specks: connected regions (over edges or corners) of less than `share` of its area. The largest
 * region always stays, and so does each that holds a pixel of `keep`.
 *
 * @param share 0 to 1
 * @param keep in pixels; those outside the mask hold nothing
 */
export function withoutSpecks(mask: RunLengths, share: number, keep: readonly Pixel[]): RunLengths {
	return removeSpecks(mask, share * area(mask), keep);
}

/**
 * The mask without its connected regions (over edges or corners) of less than `minArea` pixels. The largest region
 * always stays, and so does each that holds a pixel of `keep`.
 */
export function removeSpecks(mask: RunLengths, minArea: number, keep: readonly Pixel[] = []): RunLengths {
	const regions = findRegions(mask, 'corners');
	const { runs, regionOf, areas } = regions;
	const kept = new Set([largestOf(areas), ...keep.map((pixel) => regionAt(pixel, regions, mask))]);
	return fromColumnRuns(
		runs,
		runsWhere(runs, (i) => areas[regionOf[i]!]! >= minArea || kept.has(regionOf[i]!)),
		mask,
	);
}

function* runsWhere({ count }: ColumnRuns, stays: (i: number) => boolean): Generator<number> {
	for (let i = 0; i < count; i++) if (stays(i)) yield i;
}

function largestOf(areas: Float64Array): number {
	let largest = 0;
	for (let i = 1; i < areas.length; i++) if (areas[i]! > areas[largest]!) largest = i;
	return largest;
}

function regionAt({ x, y }: Pixel, { runs, regionOf }: Regions, { width, height }: RunLengths): number {
	if (x < 0 || y < 0 || x >= width || y >= height) return -1;
	const { starts, ends, columns } = runs;
	const at = x * height + y;
	for (let i = columns[x]!; i < columns[x + 1]!; i++) {
		if (starts[i]! <= at && at < ends[i]!) return regionOf[i]!;
	}
	return -1;
}
