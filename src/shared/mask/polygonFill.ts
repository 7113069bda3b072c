import type { RunLengths } from './runLengths';

/** Far outside every image; keeps arithmetic on absurd coordinates finite. */
const farthest = 1e7;

/** More crossings than any polygons of people need, and as many as are sorted in a few seconds. */
const maxCrossings = 20_000_000;

/** What the polygons of one file may still ask for: how many columns' centres their edges cross. */
export interface CrossingBudget {
	left: number;
}

export const newCrossingBudget = (): CrossingBudget => ({ left: maxCrossings });

/**
 * The mask of polygons as other tools write them: x, y, x, y, … in pixels, each polygon closed by itself. A pixel is
 * inside where its centre is inside any of them, by the even-odd rule for each.
 *
 * @param budget what is left for all polygons of a file; it is drawn on
 * @throws RangeError where the polygons cross so many columns that no mask of that size could need it
 */
export function fillPolygons(
	polygons: readonly (readonly number[])[],
	width: number,
	height: number,
	budget: CrossingBudget = newCrossingBudget(),
): RunLengths {
	const limit = Math.min(maxCrossings, 4 * width * height + 10_000);
	const counts = polygons.map((polygon) => crossingsOf(polygon, width));
	const total = counts.reduce((sum, count) => sum + count, 0);
	if (total > limit) {
		throw new RangeError(
			`Expected polygons that cross at most ${limit} columns of ${width} × ${height} pixels but received more`,
		);
	}
	if (total > budget.left) {
		throw new RangeError(
			`Expected all polygons of the file together to cross at most ${maxCrossings} columns of pixels but received more`,
		);
	}
	budget.left -= total;
	const inside = polygons.flatMap((polygon, i) => {
		const crossings = findCrossings(polygon, counts[i]!, width, height);
		return crossings.length === 0 ? [] : [crossings];
	});
	return fromIntervals(inside, width, height);
}

/** How many columns' centres the edges of a polygon cross. */
function crossingsOf(polygon: readonly number[], width: number): number {
	let count = 0;
	for (let i = 0; i < polygon.length; i += 2) {
		const x = clamp(polygon[i]!);
		const next = clamp(polygon[(i + 2) % polygon.length]!);
		count += Math.max(0, lastColumn(Math.max(x, next), width) - firstColumn(Math.min(x, next)));
	}
	return count;
}

/**
 * Where a polygon begins and ends in column-major order, sorted: from each even place to the next odd one it is
 * inside. Two crossings in one place make an empty piece.
 */
function findCrossings(
	polygon: readonly number[],
	count: number,
	width: number,
	height: number,
): Uint32Array {
	const crossings = new Uint32Array(count);
	let found = 0;
	for (let i = 0; i < polygon.length; i += 2) {
		const next = (i + 2) % polygon.length;
		const from = { x: clamp(polygon[i]!), y: clamp(polygon[i + 1]!) };
		const to = { x: clamp(polygon[next]!), y: clamp(polygon[next + 1]!) };
		const [left, right] = from.x < to.x ? [from, to] : [to, from];
		// Columns whose centre lies in [left, right): each edge of a closed line has its own, so crossings pair up.
		const end = lastColumn(right.x, width);
		for (let x = firstColumn(left.x); x < end; x++) {
			const y = left.y + ((x + 0.5 - left.x) * (right.y - left.y)) / (right.x - left.x);
			crossings[found++] = x * height + Math.min(height, Math.max(0, Math.ceil(y - 0.5)));
		}
	}
	return crossings.sort();
}

const firstColumn = (x: number) => Math.max(0, Math.ceil(x - 0.5));
const lastColumn = (x: number, width: number) => Math.min(width, Math.ceil(x - 0.5));

/** The mask of all pieces, whichever polygon they are of; they may touch and overlap. */
function fromIntervals(all: readonly Uint32Array[], width: number, height: number): RunLengths {
	const pieces = all.length === 1 ? all[0]! : mergePieces(all);
	const counts: number[] = [];
	let at = 0;
	for (let i = 0; i < pieces.length; i += 2) {
		const [start, end] = [pieces[i]!, pieces[i + 1]!];
		if (end <= start) continue;
		if (start === at && counts.length > 0) counts[counts.length - 1]! += end - start;
		else counts.push(start - at, end - start);
		at = end;
	}
	if (at < width * height || counts.length === 0) counts.push(width * height - at);
	return { width, height, counts: Uint32Array.from(counts) };
}

/** Starts and ends of several polygons: a place is inside while more pieces have begun than ended. */
function mergePieces(all: readonly Uint32Array[]): Uint32Array {
	const total = all.reduce((sum, { length }) => sum + length, 0) / 2;
	const starts = new Uint32Array(total);
	const ends = new Uint32Array(total);
	let filled = 0;
	for (const crossings of all) {
		for (let i = 0; i < crossings.length; i += 2) {
			starts[filled] = crossings[i]!;
			ends[filled++] = crossings[i + 1]!;
		}
	}
	starts.sort();
	ends.sort();
	const merged = new Uint32Array(2 * total);
	let length = 0;
	// Sorted apart, the starts and ends still say where the sum of open pieces is zero.
	for (let i = 0, start = 0; i < total; i++) {
		if (i + 1 < total && starts[i + 1]! <= ends[i]!) continue;
		merged[length++] = starts[start]!;
		merged[length++] = ends[i]!;
		start = i + 1;
	}
	return merged.subarray(0, length);
}

function clamp(coordinate: number): number {
	return Math.min(farthest, Math.max(-farthest, coordinate));
}
