import { hash, randomFrom } from './noise.mjs';

/** The pairs of random numbers that one light path needs, by their place among its samples. */
export const PAIRS = { pixel: 0, lens: 2, light: 4, bounce: 6, gloss: 8, bounceLight: 10, glossLight: 12 };
const DIMENSIONS = 14;

/** Draws the samples of a pixel: each pair is spread evenly over a grid × grid square, in an order of its own.
 * @param {Float64Array[]} samples grid² of them, DIMENSIONS long
 * @param {number} grid @param {number} seed @param {number} x @param {number} y */
export function drawSamples(samples, grid, seed, x, y) {
	const random = randomFrom(hash(x, y, seed));
	const count = grid * grid;
	for (let pair = 0; pair < DIMENSIONS; pair += 2) {
		for (let i = 0; i < count; i++) {
			const other = Math.floor(random() * (i + 1));
			const a = samples[i];
			const b = samples[other];
			a[pair] = b[pair];
			a[pair + 1] = b[pair + 1];
			b[pair] = ((i % grid) + random()) / grid;
			b[pair + 1] = (Math.floor(i / grid) + random()) / grid;
		}
	}
}

/** @param {number} grid */
export const newSamples = (grid) => Array.from({ length: grid * grid }, () => new Float64Array(DIMENSIONS));
