import { grow } from './growShrink';
import { paintStroke } from './paint';
import { splitRegions } from './regions';
import { area, emptyMask, type RunLengths } from './runLengths';
import { intersect, intersectionArea, subtract, union } from './setOperations';

/** Half a pixel's diagonal, and a little: no step from pixel to pixel, corners included, gets across such a line. */
const barrierRadius = Math.SQRT1_2 + 1e-6;

/**
 * Cuts a mask along a drawn line. No pixel is lost: together the results are the mask, and none overlaps another.
 *
 * @param line in image pixels
 * @returns first what is left, with the largest piece of each region that the line crosses and the regions that it
 * does not; then each piece that was cut off. One mask where the line cuts nothing off
 */
export function cutAlong(
	mask: RunLengths,
	line: readonly { readonly x: number; readonly y: number }[],
): RunLengths[] {
	const { width, height } = mask;
	const barrier = paintStroke(line, barrierRadius, width, height);
	const cutOff = splitRegions(mask)
		.filter((region) => intersectionArea(region, barrier) > 0)
		.flatMap((region) => cutRegion(region, barrier).slice(1));
	return [cutOff.reduce(subtract, mask), ...cutOff];
}

/** The pieces of a connected region beside the barrier, the largest first, with the pixels of the barrier given out. */
function cutRegion(region: RunLengths, barrier: RunLengths): RunLengths[] {
	let pieces = splitRegions(subtract(region, barrier));
	let free = intersect(region, barrier);
	for (let before = -1; pieces.length > 1 && area(free) !== before && area(free) > 0; ) {
		before = area(free);
		pieces = pieces.map((piece) => {
			const gained = intersect(free, grow(piece, 1));
			free = subtract(free, gained);
			return union(piece, gained);
		});
	}
	const [largest = emptyMask(region.width, region.height), ...others] = pieces;
	return [union(largest, free), ...others];
}
