// Seeded randomness: everything in a picture comes from these, so the same scene gives the same picture.

/** A well-mixed 32-bit number from three. @param {number} a @param {number} b @param {number} c */
export function hash(a, b, c) {
	let h = Math.imul(a, 0x8da6b343) ^ Math.imul(b, 0xd8163841) ^ Math.imul(c, 0xcb1ab31f);
	h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
	h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
	return (h ^ (h >>> 16)) >>> 0;
}

/** A generator of numbers in [0, 1). @param {number} seed */
export function randomFrom(seed) {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const ease = (/** @type {number} */ t) => t * t * (3 - 2 * t);
const corner = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) =>
	hash(x, y, z) / 4294967296;

/** Smooth noise in [0, 1]. @param {number} x @param {number} y @param {number} z */
export function noise(x, y, z) {
	const i = Math.floor(x);
	const j = Math.floor(y);
	const k = Math.floor(z);
	const u = ease(x - i);
	const v = ease(y - j);
	const w = ease(z - k);
	const near = plane(i, j, k, u, v);
	return near + w * (plane(i, j, k + 1, u, v) - near);
}

/** @param {number} i @param {number} j @param {number} k @param {number} u @param {number} v */
function plane(i, j, k, u, v) {
	const low = corner(i, j, k) + u * (corner(i + 1, j, k) - corner(i, j, k));
	const high = corner(i, j + 1, k) + u * (corner(i + 1, j + 1, k) - corner(i, j + 1, k));
	return low + v * (high - low);
}

/** Noise on several scales, in [0, 1]. @param {number} x @param {number} y @param {number} z @param {number} octaves */
export function layeredNoise(x, y, z, octaves) {
	let sum = 0;
	let weight = 0.5;
	let total = 0;
	for (let octave = 0; octave < octaves; octave++) {
		sum += weight * noise(x, y, z);
		total += weight;
		weight /= 2;
		x = x * 2.03 + 17.1;
		y = y * 2.03 + 5.7;
		z = z * 2.03 + 11.3;
	}
	return sum / total;
}
