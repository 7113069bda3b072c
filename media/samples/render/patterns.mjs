import { hash, layeredNoise, noise } from './noise.mjs';

/** How a material's colour and gloss vary over a surface: reads a place in the piece's own frame, changes `skin`.
 * @typedef {(skin: import('./materials.mjs').Skin, material: import('./materials.mjs').Material,
 *   x: number, y: number, z: number) => void} Pattern */

const smooth = (/** @type {number} */ low, /** @type {number} */ high, /** @type {number} */ v) => {
	const t = Math.min(Math.max((v - low) / (high - low), 0), 1);
	return t * t * (3 - 2 * t);
};

/** @param {import('./materials.mjs').Skin} skin @param {number[]} colour @param {number} amount */
function blend(skin, colour, amount) {
	skin.r += (colour[0] - skin.r) * amount;
	skin.g += (colour[1] - skin.g) * amount;
	skin.b += (colour[2] - skin.b) * amount;
}

/** @param {import('./materials.mjs').Skin} skin @param {number} factor */
function shade(skin, factor) {
	skin.r *= factor;
	skin.g *= factor;
	skin.b *= factor;
}

/** Boards along x, each cut from another place of the tree. @type {Pattern} */
function wood(skin, material, x, y, z) {
	const board = Math.floor(z / 1.55);
	const across = z / 1.55 - board;
	const shift = (hash(board, 7, 1) % 1000) / 10;
	const warp = noise(x * 0.22 + shift, board * 9.1, z * 0.5) * 3.2 + noise(x * 0.7, shift, z * 1.3) * 0.7;
	const ring = Math.abs(((((z * 1.7 + warp * 1.3 + y * 2) % 1) + 1) % 1) - 0.5) * 2;
	const fibre = layeredNoise(x * 1.6 + shift, y * 14, z * 34, 3);
	const pore = smooth(0.66, 0.8, noise(x * 2.6 + shift, y * 20, z * 62));
	blend(skin, material.colours[1], 0.62 * smooth(0.25, 1, ring) * (0.5 + fibre * 0.7));
	shade(skin, 0.8 + 0.3 * fibre + 0.12 * ((hash(board, 3, 5) % 100) / 100 - 0.5) * 2 - 0.22 * pore);
	const seam = smooth(0, 0.014, across) * smooth(0, 0.014, 1 - across);
	shade(skin, 0.3 + 0.7 * seam);
	skin.roughness += 0.14 * (fibre - 0.5) + 0.1 * pore + 0.3 * (1 - seam);
}

/** Red over yellow, in streaks that run from stem to base. @type {Pattern} */
function apple(skin, material, x, y, z) {
	const angle = Math.atan2(z, x);
	const r = Math.hypot(x, z);
	const cx = Math.cos(angle);
	const cz = Math.sin(angle);
	const streak = layeredNoise(cx * 9 + 40, y * 0.8, cz * 9, 3);
	const side = noise(cx * 1.1 + 3, y * 0.9 + 8, cz * 1.1);
	blend(skin, material.colours[1], 0.8 * smooth(0.5, 0.82, streak * 0.5 + side * 0.52));
	blend(skin, material.colours[1], 0.9 * (1 - smooth(0.05, 0.3, r)) * smooth(0, 0.3, y));
	const speck = smooth(0.78, 0.86, noise(x * 26, y * 26, z * 26));
	blend(skin, material.colours[1], 0.5 * speck);
}

/** Small dots and slow clouds of a second colour. @type {Pattern} */
function speckled(skin, material, x, y, z) {
	blend(skin, material.colours[1], 0.55 * smooth(0.45, 0.8, layeredNoise(x * 1.1 + 5, y * 0.9, z * 1.1, 3)));
	const dot = smooth(0.76, 0.84, noise(x * 24, y * 24, z * 24));
	shade(skin, 1 - 0.3 * dot);
}

/** Glaze with a band of a second colour between two heights. @type {Pattern} */
function banded(skin, material, x, y, z) {
	const [low, high] = material.band ?? [0, 0];
	const wave = 0.012 * (noise(x * 5, 3, z * 5) - 0.5);
	const inBand = smooth(low, low + 0.012, y + wave) * smooth(-high, 0.012 - high, wave - y);
	if (Math.hypot(x, z) > (material.outside ?? 0)) blend(skin, material.colours[1], inBand);
	const speck = smooth(0.86, 0.9, noise(x * 26, y * 26, z * 26));
	shade(skin, (1 - 0.35 * speck) * (0.96 + 0.08 * layeredNoise(x * 2, y * 2, z * 2, 2)));
}

/** A drink: paler towards the rim, where some foam has stayed. @type {Pattern} */
function drink(skin, material, x, y, z) {
	const r = Math.hypot(x, z);
	const foam = smooth(0.62, 0.8, r + 0.16 * (layeredNoise(x * 5, y, z * 5, 3) - 0.5));
	blend(skin, material.colours[1], 0.75 * foam);
	skin.roughness += 0.3 * foam;
}

/** Slow clouds of a second colour, for walls and plain paint. @type {Pattern} */
function clouded(skin, material, x, y, z) {
	blend(skin, material.colours[1], layeredNoise(x * 0.35, y * 0.35, z * 0.35, 4));
}

/** @type {Record<string, Pattern>} */
export const patterns = { wood, apple, speckled, banded, drink, clouded };
