/** @typedef {import('./layers.mjs').Layers} Layers */

const KERNEL = [3 / 8, 1 / 4, 1 / 16];

/** Takes the noise out of the light, not out of the textures: each pass averages neighbours twice as far apart
 * that lie on the same surface and, after the first, are lit alike (an edge-avoiding à-trous wavelet).
 * @param {Layers} layers @param {Float32Array} values three a pixel
 * @param {{ passes: number, contrast: number }} options */
export function smoothed(layers, values, { passes, contrast }) {
	let from = values;
	for (let pass = 0; pass < passes; pass++) {
		const to = new Float32Array(from.length);
		// Single paths tell too little of the light to compare them, so the first pass asks for the surface only.
		const limit = pass === 0 ? Number.POSITIVE_INFINITY : contrast / (1 << pass);
		for (let y = 0; y < layers.height; y++) smoothRow(layers, from, to, y, 1 << pass, limit);
		from = to;
	}
	return from;
}

function smoothRow(
	/** @type {Layers} */ { width, height, normal, depth },
	/** @type {Float32Array} */ from,
	/** @type {Float32Array} */ to,
	/** @type {number} */ y,
	/** @type {number} */ step,
	/** @type {number} */ contrast,
) {
	for (let x = 0; x < width; x++) {
		const p = y * width + x;
		const here = from[3 * p] + from[3 * p + 1] + from[3 * p + 2];
		let r = 0;
		let g = 0;
		let b = 0;
		let total = 0;
		for (let j = -2; j <= 2; j++) {
			const qy = y + j * step;
			if (qy < 0 || qy >= height) continue;
			for (let i = -2; i <= 2; i++) {
				const qx = x + i * step;
				if (qx < 0 || qx >= width) continue;
				const q = qy * width + qx;
				const turned =
					Math.abs(normal[3 * p] - normal[3 * q]) +
					Math.abs(normal[3 * p + 1] - normal[3 * q + 1]) +
					Math.abs(normal[3 * p + 2] - normal[3 * q + 2]);
				const apart = Math.abs(depth[p] - depth[q]) / (step * 0.06);
				const unlike = Math.abs(from[3 * q] + from[3 * q + 1] + from[3 * q + 2] - here);
				const doubt = turned * 5 + apart * apart + unlike / (contrast * (here + 0.3));
				if (doubt > 8) continue;
				const w = KERNEL[Math.abs(i)] * KERNEL[Math.abs(j)] * Math.exp(-doubt);
				r += w * from[3 * q];
				g += w * from[3 * q + 1];
				b += w * from[3 * q + 2];
				total += w;
			}
		}
		to[3 * p] = r / total;
		to[3 * p + 1] = g / total;
		to[3 * p + 2] = b / total;
	}
}
