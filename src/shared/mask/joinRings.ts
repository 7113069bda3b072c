import type { PolygonWithHoles, Ring } from './polygonsWithHoles';

/**
 * One ring for a piece with holes: each hole is joined to the outer ring by a line without width, walked there and
 * back. Filled by the even-odd rule or the non-zero rule it is the piece itself.
 */
export function bridgeHoles({ outer, holes }: PolygonWithHoles): Ring {
	// A hole walked against the outer ring stays a hole under the non-zero rule.
	return holes.reduce<Ring>((ring, hole) => joinAtNearest(ring, reversed(hole)), outer);
}

/** One ring for several pieces, joined by lines without width. At least one ring must be given. */
export function joinRings(rings: readonly Ring[]): Ring {
	return rings.reduce((joined, ring) => joinAtNearest(joined, ring));
}

/** `ring`, with a walk to `other`, around it and back. */
function joinAtNearest(ring: Ring, other: Ring): Ring {
	const [x, y] = [other[0]!, other[1]!];
	let nearest = 0;
	let shortest = Number.POSITIVE_INFINITY;
	for (let i = 0; i < ring.length; i += 2) {
		const distance = (ring[i]! - x) ** 2 + (ring[i + 1]! - y) ** 2;
		if (distance < shortest) {
			shortest = distance;
			nearest = i;
		}
	}
	return [...ring.slice(0, nearest + 2), ...other, x, y, ...ring.slice(nearest)];
}

function reversed(ring: Ring): Ring {
	const result: number[] = [];
	for (let i = ring.length - 2; i >= 0; i -= 2) result.push(ring[i]!, ring[i + 1]!);
	return result;
}
