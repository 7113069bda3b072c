import { hash } from './noise.mjs';
import { smoothed } from './smooth.mjs';

/** @typedef {{ exposure: number, vignette: number, grain: number, seed: number }} Film */

/** Makes sRGB bytes of a render, as a film would: a soft shoulder, darker corners, fine grain.
 * @param {import('./layers.mjs').Layers} layers @param {Film} film */
export function develop(layers, { exposure, vignette, grain, seed }) {
	const { width, height, albedo } = layers;
	const light = smoothed(layers, layers.light, { passes: 4, contrast: 0.5 });
	const gloss = smoothed(layers, layers.gloss, { passes: 2, contrast: 0.35 });
	const bytes = new Uint8Array(width * height * 3);
	for (let p = 0; p < width * height; p++) {
		const x = (p % width) / width - 0.5;
		const y = (Math.floor(p / width) - height / 2) / width;
		const scale = exposure * (1 - vignette * 2 * (x * x + y * y));
		const speck = grain * (triangle(hash(p, seed, 1)) * 0.8);
		for (let k = 0; k < 3; k++) {
			const linear = scale * (albedo[3 * p + k] * light[3 * p + k] + gloss[3 * p + k]);
			const tint = grain * 0.35 * triangle(hash(p, seed, 2 + k));
			bytes[3 * p + k] = Math.round(255 * Math.min(Math.max(encoded(shoulder(linear)) + speck + tint, 0), 1));
		}
	}
	return bytes;
}

// A film's curve (Narkowicz's fit of ACES).
const shoulder = (/** @type {number} */ v) =>
	Math.min((v * (2.51 * v + 0.03)) / (v * (2.43 * v + 0.59) + 0.14), 1);

const encoded = (/** @type {number} */ v) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

const triangle = (/** @type {number} */ bits) => ((bits & 0xffff) + (bits >>> 16)) / 65536 - 1;
