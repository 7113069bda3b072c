import { emptyMask, type RunLengths } from './runLengths';
import { union } from './setOperations';

/** Far outside every image; keeps arithmetic on absurd coordinates finite. */
const farthest = 1e7;

/**
 * The mask of polygons as other tools write them: x, y, x, y, … in pixels, each polygon closed by itself. A pixel is
 * inside where its centre is inside any of them, by the even-odd rule for each.
 */
export function fillPolygons(
	polygons: readonly (readonly number[])[],
	width: number,
	height: number,
): RunLengths {
	return polygons.reduce<RunLengths>(
		(mask, polygon) => union(mask, fillPolygon(polygon, width, height)),
		emptyMask(width, height),
	);
}

function fillPolygon(polygon: readonly number[], width: number, height: number): RunLengths {
	const toggles: number[] = [];
	for (let i = 0; i < polygon.length; i += 2) {
		const next = (i + 2) % polygon.length;
		const from = { x: clamp(polygon[i]!), y: clamp(polygon[i + 1]!) };
		const to = { x: clamp(polygon[next]!), y: clamp(polygon[next + 1]!) };
		const [left, right] = from.x < to.x ? [from, to] : [to, from];
		// Columns whose centre lies in [left, right): each edge of a closed line has its own, so toggles pair up.
		const end = Math.min(width, Math.ceil(right.x - 0.5));
		for (let x = Math.max(0, Math.ceil(left.x - 0.5)); x < end; x++) {
			const y = left.y + ((x + 0.5 - left.x) * (right.y - left.y)) / (right.x - left.x);
			toggles.push(x * height + Math.min(height, Math.max(0, Math.ceil(y - 0.5))));
		}
	}
	return fromToggles(toggles, width, height);
}

/** The mask that changes its value at each of these pixels of the column-major order; two in one place do nothing. */
function fromToggles(toggles: number[], width: number, height: number): RunLengths {
	toggles.sort((a, b) => a - b);
	const changes: number[] = [];
	for (const toggle of toggles) {
		if (changes.at(-1) === toggle) {
			changes.pop();
		} else {
			changes.push(toggle);
		}
	}
	if (changes.at(-1) !== width * height) {
		changes.push(width * height);
	}
	return { width, height, counts: Uint32Array.from(changes, (change, i) => change - (changes[i - 1] ?? 0)) };
}

function clamp(coordinate: number): number {
	return Math.min(farthest, Math.max(-farthest, coordinate));
}
