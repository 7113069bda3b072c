import { outlinePaths } from './outline';
import type { RunLengths } from './runLengths';

/** A closed line: x, y, x, y, …, its last corner joined to its first. */
export type Ring = readonly number[];

/** One connected piece of a mask. */
export interface PolygonWithHoles {
	/** Counter-clockwise on screen (y down), as `outlinePaths` walks: down the left edge first. */
	readonly outer: Ring;
	/** The holes directly inside it, walked the same way. */
	readonly holes: readonly Ring[];
}

/**
 * The pieces of a mask (pixels that touch along an edge), each with its holes, along pixel edges. An island inside a
 * hole is a piece of its own. Filling all rings together by the even-odd rule gives exactly the mask.
 */
export function polygonsWithHoles(mask: RunLengths): PolygonWithHoles[] {
	const rings = outlinePaths(mask).map((path) => Array.from(path));
	const isInside = pixelLookup(mask);
	// A ring's first corner is its topmost on its leftmost edge, so the pixel at its lower right is enclosed by it.
	const isOuter = rings.map((ring) => isInside(ring[0]!, ring[1]!));
	const leftOf = isOuter.every(Boolean) ? () => -1 : edgeLookup(rings, isOuter);
	const pieces = new Map<number, { outer: Ring; holes: Ring[] }>();
	const pieceOf: number[] = [];
	rings.forEach((ring, i) => {
		if (isOuter[i]) {
			pieceOf[i] = i;
			pieces.set(i, { outer: ring, holes: [] });
		} else {
			// Rings are ordered by their left edge: the piece of the ring to the left is known already.
			const piece = pieceOf[leftOf(ring[0]!, ring[1]!)]!;
			pieceOf[i] = piece;
			pieces.get(piece)!.holes.push(ring);
		}
	});
	return [...pieces.values()];
}

/** Whether a pixel is inside, in time logarithmic in the runs. */
function pixelLookup({ height, counts }: RunLengths): (x: number, y: number) => boolean {
	const ends = new Float64Array(counts.length);
	let end = 0;
	counts.forEach((count, i) => {
		end += count;
		ends[i] = end;
	});
	return (x, y) => {
		const at = x * height + y;
		let low = 0;
		let high = ends.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (ends[middle]! > at) high = middle;
			else low = middle + 1;
		}
		return (low & 1) === 1;
	};
}

/** For the first corner of a hole the ring whose vertical edge is next to the left in the row below that corner. */
function edgeLookup(rings: readonly Ring[], isOuter: readonly boolean[]): (x: number, y: number) => number {
	const rows = new Map<number, { x: number; ring: number }[]>();
	rings.forEach((ring, i) => {
		if (!isOuter[i]) rows.set(ring[1]!, []);
	});
	rings.forEach((ring, i) => {
		for (let at = 0; at < ring.length; at += 2) {
			const next = (at + 2) % ring.length;
			if (ring[at] !== ring[next]) continue;
			const [top, bottom] = [ring[at + 1]!, ring[next + 1]!].sort((a, b) => a - b) as [number, number];
			for (let y = top; y < bottom; y++) rows.get(y)?.push({ x: ring[at]!, ring: i });
		}
	});
	return (x, y) => {
		const edges = rows.get(y)!;
		let nearest = { x: -1, ring: -1 };
		for (const edge of edges) if (edge.x < x && edge.x > nearest.x) nearest = edge;
		return nearest.ring;
	};
}
