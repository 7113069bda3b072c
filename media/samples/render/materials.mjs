import { layeredNoise } from './noise.mjs';
import { patterns } from './patterns.mjs';

/**
 * A material as data. Colours are '#rrggbb' in a scene and linear light here.
 * @typedef {object} MaterialData
 * @property {string} colour
 * @property {string} [second] the pattern's other colour
 * @property {string} [pattern] a name in patterns.mjs
 * @property {number[]} [band] for `banded`: the heights between which the second colour lies
 * @property {number} [outside] for `banded`: only farther than this from the axis
 * @property {number} roughness 0 is a mirror, 1 is chalk
 * @property {number} [gloss] reflected part of light that falls straight on; 0.04 where left out
 * @property {boolean} [metal] whether it has no colour but that of its reflections
 * @property {{ scale: number, height: number }} [bump]
 */
/** @typedef {Omit<MaterialData, 'colour' | 'second'> & { colours: number[][], gloss: number }} Material */
/** A material at one place. @typedef {{ r: number, g: number, b: number, roughness: number }} Skin */

/** @param {Record<string, MaterialData>} table @returns {Record<string, Material>} */
export function materialsOf(table) {
	const ready = (/** @type {MaterialData} */ { colour, second = colour, gloss = 0.04, ...rest }) => ({
		...rest,
		gloss,
		colours: [linear(colour), linear(second)],
	});
	return Object.fromEntries(Object.entries(table).map(([name, data]) => [name, ready(data)]));
}

/** Reads a '#rrggbb' as linear light. @param {string} hex */
function linear(hex) {
	return [1, 3, 5].map((at) => {
		const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
	});
}

/** Fills `skin` with the material's colour and roughness at a hit; plain where the pattern would not be seen.
 * @param {Skin} skin @param {Material} material @param {import('./trace.mjs').Hit} hit @param {boolean} patterned */
export function skinAt(skin, material, hit, patterned) {
	const [r, g, b] = material.colours[0];
	skin.r = r;
	skin.g = g;
	skin.b = b;
	skin.roughness = material.roughness;
	if (patterned && material.pattern) patterns[material.pattern](skin, material, hit.x, hit.y, hit.z);
	skin.roughness = Math.min(Math.max(skin.roughness, 0.02), 1);
}

/** Tilts the hit's normal by the material's bumps.
 * @param {Material} material @param {import('./trace.mjs').Hit} hit */
export function addBumps({ bump }, hit) {
	if (!bump) return;
	const { scale, height } = bump;
	const x = hit.x * scale;
	const y = hit.y * scale;
	const z = hit.z * scale;
	const e = 0.08;
	const here = layeredNoise(x, y, z, 2);
	const slope = (height * scale) / e;
	const gx = (layeredNoise(x + e, y, z, 2) - here) * slope;
	const gy = (layeredNoise(x, y + e, z, 2) - here) * slope;
	const gz = (layeredNoise(x, y, z + e, 2) - here) * slope;
	const m = /** @type {import('./stage.mjs').Piece} */ (hit.piece).rotation;
	const nx = hit.nx - (m[0] * gx + m[1] * gy + m[2] * gz);
	const ny = hit.ny - (m[3] * gx + m[4] * gy + m[5] * gz);
	const nz = hit.nz - (m[6] * gx + m[7] * gy + m[8] * gz);
	const length = Math.hypot(nx, ny, nz);
	hit.nx = nx / length;
	hit.ny = ny / length;
	hit.nz = nz / length;
}
