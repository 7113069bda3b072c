import type { Ring } from './polygonsWithHoles';

/** A ring as a list of points. */
export const ringPoints = (ring: Ring): [number, number][] =>
	Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i]!, ring[2 * i + 1]!]);
