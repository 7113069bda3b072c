import { isPane, skyLight, windowDistance } from './lights.mjs';
import { addBumps, skinAt } from './materials.mjs';
import { PAIRS } from './sampler.mjs';
import { newHit, trace } from './trace.mjs';

/** @typedef {{ albedo: number[], light: number[], gloss: number[], hit: import('./trace.mjs').Hit }} Shaded */

const FAR = 200;
const LIFT = 1.5e-3;
// What light beyond the second bounce adds, as a share of the sky's.
const AMBIENT = 0.42;
const BRIGHTEST = 5;

/** Makes the function that follows one light path from the camera: what the surface reflects (`albedo`), the
 * light that falls on it, and the gloss on top. They are kept apart so that noise is taken from the light only.
 * @param {import('./stage.mjs').Stage} stage @param {Record<string, import('./materials.mjs').Material>} materials
 * @param {import('./lights.mjs').Lights} lights */
export function makeShader(stage, materials, lights) {
	const first = newHit();
	const second = newHit();
	const shadow = newHit();
	const skin = { r: 0, g: 0, b: 0, roughness: 1 };
	const farSkin = { r: 0, g: 0, b: 0, roughness: 1 };
	const dir = [0, 0, 0];
	const seen = [0, 0, 0];
	const ambient = [0, 1, 2].map((k) => AMBIENT * (skyLight(lights, 1, k) + skyLight(lights, 0, k)));
	/** @type {Shaded} */
	const out = { albedo: [0, 0, 0], light: [0, 0, 0], gloss: [0, 0, 0], hit: first };

	/** The share of the window's light that reaches a place, by one random ray.
	 * @param {number} x @param {number} y @param {number} z @param {import('./trace.mjs').Hit} hit
	 * @param {number} s @param {number} t */
	function windowShare(x, y, z, { nx, ny, nz }, s, t) {
		if (!isPane(lights, s, t)) return 0;
		const { centre: c, right: u, up: v, facing: f, area } = lights;
		const a = 2 * s - 1;
		const b = 2 * t - 1;
		const lx = c[0] + a * u[0] + b * v[0] - x;
		const ly = c[1] + a * u[1] + b * v[1] - y;
		const lz = c[2] + a * u[2] + b * v[2] - z;
		const square = lx * lx + ly * ly + lz * lz;
		const far = Math.sqrt(square);
		const facing = (lx * nx + ly * ny + lz * nz) / far;
		const leaving = -(lx * f[0] + ly * f[1] + lz * f[2]) / far;
		if (facing <= 0 || leaving <= 0) return 0;
		const blocked = trace(stage, x, y, z, lx / far, ly / far, lz / far, far, shadow, true);
		return blocked ? 0 : (facing * leaving * area) / (square * Math.PI);
	}

	/** Fills `seen` with what comes from `dir`, the glow of things met on the way included.
	 * @param {number} x @param {number} y @param {number} z @param {boolean} withWindow
	 * @param {number} s @param {number} t */
	function lookAlong(x, y, z, withWindow, s, t) {
		const [dx, dy, dz] = dir;
		const glass = withWindow ? windowDistance(lights, x, y, z, dx, dy, dz) : Number.POSITIVE_INFINITY;
		if (trace(stage, x, y, z, dx, dy, dz, Math.min(FAR, glass), second, false)) {
			const material = materials[/** @type {import('./stage.mjs').Piece} */ (second.piece).material];
			skinAt(farSkin, material, second, withWindow);
			const px = x + dx * second.t + second.nx * LIFT;
			const py = y + dy * second.t + second.ny * LIFT;
			const pz = z + dz * second.t + second.nz * LIFT;
			const share = windowShare(px, py, pz, second, s, t);
			seen[0] = farSkin.r * (share * lights.light[0] + ambient[0]);
			seen[1] = farSkin.g * (share * lights.light[1] + ambient[1]);
			seen[2] = farSkin.b * (share * lights.light[2] + ambient[2]);
			return;
		}
		for (let k = 0; k < 3; k++) {
			seen[k] = glass < Number.POSITIVE_INFINITY ? lights.light[k] : skyLight(lights, dy, k);
		}
	}

	/** Turns `dir` (about z) to stand about a normal. @param {import('./trace.mjs').Hit} hit */
	function standOn({ nx, ny, nz }) {
		const sign = nz >= 0 ? 1 : -1;
		const a = -1 / (sign + nz);
		const b = nx * ny * a;
		const [x, y, z] = dir;
		dir[0] = x * (1 + sign * nx * nx * a) + y * b + z * nx;
		dir[1] = x * sign * b + y * (sign + ny * ny * a) + z * ny;
		dir[2] = -x * sign * nx - y * ny + z * nz;
	}

	/** @param {number} x @param {number} y @param {number} z @param {Float64Array} samples */
	function addBounce(x, y, z, samples) {
		const r = Math.sqrt(samples[PAIRS.bounce]);
		const angle = 2 * Math.PI * samples[PAIRS.bounce + 1];
		dir[0] = r * Math.cos(angle);
		dir[1] = r * Math.sin(angle);
		dir[2] = Math.sqrt(1 - r * r);
		standOn(first);
		lookAlong(x, y, z, false, samples[PAIRS.bounceLight], samples[PAIRS.bounceLight + 1]);
		for (let k = 0; k < 3; k++) out.light[k] += seen[k];
	}

	/** @returns {number} the share that the surface reflected as gloss
	 * @param {number} x @param {number} y @param {number} z @param {Float64Array} ray
	 * @param {Float64Array} samples @param {import('./materials.mjs').Material} material */
	function addGloss(x, y, z, ray, samples, material) {
		const sharp = skin.roughness ** 4;
		const u = samples[PAIRS.gloss];
		const cos = Math.sqrt((1 - u) / (1 + (sharp - 1) * u));
		const sin = Math.sqrt(1 - cos * cos);
		const angle = 2 * Math.PI * samples[PAIRS.gloss + 1];
		dir[0] = sin * Math.cos(angle);
		dir[1] = sin * Math.sin(angle);
		dir[2] = cos;
		standOn(first);
		const [hx, hy, hz] = dir;
		const facing = -(ray[3] * hx + ray[4] * hy + ray[5] * hz);
		const top = Math.max(1 - skin.roughness, material.gloss);
		const share = material.gloss + (top - material.gloss) * (1 - Math.min(Math.max(facing, 0), 1)) ** 5;
		dir[0] = ray[3] + 2 * facing * hx;
		dir[1] = ray[4] + 2 * facing * hy;
		dir[2] = ray[5] + 2 * facing * hz;
		if (dir[0] * first.nx + dir[1] * first.ny + dir[2] * first.nz <= 0) return share;
		lookAlong(x, y, z, true, samples[PAIRS.glossLight], samples[PAIRS.glossLight + 1]);
		const tint = material.metal ? [skin.r, skin.g, skin.b] : [1, 1, 1];
		for (let k = 0; k < 3; k++) out.gloss[k] = Math.min(share * tint[k] * seen[k], BRIGHTEST);
		return share;
	}

	return function shade(/** @type {Float64Array} */ ray, /** @type {Float64Array} */ samples) {
		out.light.fill(0);
		out.gloss.fill(0);
		if (!trace(stage, ray[0], ray[1], ray[2], ray[3], ray[4], ray[5], FAR, first, false)) {
			out.albedo.fill(1);
			for (let k = 0; k < 3; k++) out.light[k] = skyLight(lights, ray[4], k);
			return out;
		}
		const material = materials[/** @type {import('./stage.mjs').Piece} */ (first.piece).material];
		skinAt(skin, material, first, true);
		const x = ray[0] + ray[3] * first.t + first.nx * LIFT;
		const y = ray[1] + ray[4] * first.t + first.ny * LIFT;
		const z = ray[2] + ray[5] * first.t + first.nz * LIFT;
		addBumps(material, first);
		const share = material.gloss > 0.015 ? addGloss(x, y, z, ray, samples, material) : 0;
		const kept = material.metal ? 0 : 1 - share;
		out.albedo[0] = skin.r * kept;
		out.albedo[1] = skin.g * kept;
		out.albedo[2] = skin.b * kept;
		if (kept === 0) return out;
		const direct = windowShare(x, y, z, first, samples[PAIRS.light], samples[PAIRS.light + 1]);
		for (let k = 0; k < 3; k++) out.light[k] = direct * lights.light[k];
		addBounce(x, y, z, samples);
		return out;
	};
}
