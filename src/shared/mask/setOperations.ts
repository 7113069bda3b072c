import { area, type RunLengths } from './runLengths';

/** The pixels of `a` or of `b`. The masks of every operation here have one size. @throws RangeError otherwise */
export function union(a: RunLengths, b: RunLengths): RunLengths {
	return merge(a, b, 0b1110);
}

/** The pixels of both. */
export function intersect(a: RunLengths, b: RunLengths): RunLengths {
	return merge(a, b, 0b1000);
}

/** The pixels of `a` that `b` has not. */
export function subtract(a: RunLengths, b: RunLengths): RunLengths {
	return merge(a, b, 0b0100);
}

/** The pixels of one of them only. */
export function xor(a: RunLengths, b: RunLengths): RunLengths {
	return merge(a, b, 0b0110);
}

/** The pixels that the mask has not. */
export function complement({ width, height, counts }: RunLengths): RunLengths {
	return { width, height, counts: counts[0] === 0 ? counts.slice(1) : prefixed(counts) };
}

/** Pixels of both, counted without building their mask. */
export function intersectionArea(a: RunLengths, b: RunLengths): number {
	checkSizes(a, b);
	let sum = 0;
	let start = 0;
	let startOfB = b.counts[0]!;
	let endOfB = startOfB + (b.counts[1] ?? 0);
	let j = 1;
	for (let i = 1; i < a.counts.length; i += 2) {
		start += a.counts[i - 1]!;
		const end = start + a.counts[i]!;
		while (j < b.counts.length && startOfB < end) {
			sum += Math.max(0, Math.min(end, endOfB) - Math.max(start, startOfB));
			if (endOfB > end) {
				break;
			}
			startOfB = endOfB + (b.counts[j + 1] ?? 0);
			endOfB = startOfB + (b.counts[j + 2] ?? 0);
			j += 2;
		}
		start = end;
	}
	return sum;
}

/** Intersection over union, 0 to 1; 0 for two empty masks. */
export function iou(a: RunLengths, b: RunLengths): number {
	const both = intersectionArea(a, b);
	return both === 0 ? 0 : both / (area(a) + area(b) - both);
}

/** How much of `a` lies in `b`, 0 to 1: |a ∩ b| / |a|; 0 where `a` is empty. */
export function containment(a: RunLengths, b: RunLengths): number {
	const both = intersectionArea(a, b);
	return both === 0 ? 0 : both / area(a);
}

function prefixed(counts: Uint32Array): Uint32Array {
	const all = new Uint32Array(counts.length + 1);
	all.set(counts, 1);
	return all;
}

/** @param table the result's bit for each pair of pixels: bit `2 * a + b` */
function merge(a: RunLengths, b: RunLengths, table: number): RunLengths {
	checkSizes(a, b);
	const counts = new Uint32Array(a.counts.length + b.counts.length);
	let length = 0;
	let value = 0;
	let run = 0;
	let i = 0;
	let j = 0;
	let restOfA = a.counts[0]!;
	let restOfB = b.counts[0]!;
	while (i < a.counts.length && j < b.counts.length) {
		const step = Math.min(restOfA, restOfB);
		// Only a leading run can be empty; it must not start a run of the result.
		if (step > 0) {
			const next = (table >> (((i & 1) << 1) | (j & 1))) & 1;
			if (next !== value) {
				counts[length++] = run;
				run = 0;
				value = next;
			}
			run += step;
		}
		restOfA -= step;
		restOfB -= step;
		if (restOfA === 0) {
			restOfA = a.counts[++i] ?? 0;
		}
		if (restOfB === 0) {
			restOfB = b.counts[++j] ?? 0;
		}
	}
	counts[length++] = run;
	return { width: a.width, height: a.height, counts: counts.slice(0, length) };
}

function checkSizes(a: RunLengths, b: RunLengths): void {
	if (a.width !== b.width || a.height !== b.height) {
		throw new RangeError(
			`Expected masks of one size for a set operation but received ${a.width} × ${a.height} and ${b.width} × ${b.height}`,
		);
	}
}
