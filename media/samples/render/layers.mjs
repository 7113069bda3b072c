/**
 * What is gathered of a picture before it is developed, one value or three a pixel.
 * @typedef {object} Layers
 * @property {number} width
 * @property {number} height
 * @property {Float32Array} albedo
 * @property {Float32Array} light
 * @property {Float32Array} gloss
 * @property {Float32Array} normal
 * @property {Float32Array} depth
 * @property {Uint8Array} ids the truth's node at the pixel's centre, 0 for none
 */

const CHANNELS = { albedo: 3, light: 3, gloss: 3, normal: 3, depth: 1 };

/** The shared memory for a picture's layers. @param {number} width @param {number} height */
export const layerMemory = (width, height) => new SharedArrayBuffer(width * height * (4 * 13 + 1));

/** Layers that lie in shared memory, so that each worker fills its own rows.
 * @param {SharedArrayBuffer} memory @param {number} width @param {number} height @returns {Layers} */
export function layersOn(memory, width, height) {
	const count = width * height;
	let start = 0;
	/** @type {Record<string, Float32Array>} */
	const parts = {};
	for (const [name, channels] of Object.entries(CHANNELS)) {
		parts[name] = new Float32Array(memory, start, count * channels);
		start += 4 * count * channels;
	}
	return /** @type {any} */ ({ width, height, ...parts, ids: new Uint8Array(memory, start, count) });
}
