/**
 * Where the picture is taken from.
 * @typedef {object} CameraData
 * @property {number[]} from
 * @property {number[]} towards
 * @property {number} fieldOfView across the picture, degrees
 * @property {number} focus distance at which things are sharp
 * @property {number} aperture radius of the lens
 */
/** @typedef {ReturnType<typeof cameraOf>} Camera */

/** @param {number[]} v */
const unit = (v) => v.map((c) => c / Math.hypot(...v));
/** @param {number[]} a @param {number[]} b */
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/** @param {CameraData} data @param {number} width @param {number} height */
export function cameraOf({ from, towards, fieldOfView, focus, aperture }, width, height) {
	const ahead = unit(towards.map((v, k) => v - from[k]));
	const right = unit(cross(ahead, [0, 1, 0]));
	const up = cross(right, ahead);
	const reach = Math.tan((fieldOfView * Math.PI) / 360);
	return { from, ahead, right, up, reach, focus, aperture, width, height };
}

/** Fills `ray` (origin, then direction) for a place in the picture, in pixels, and a place on the unit lens.
 * @param {Float64Array} ray @param {Camera} camera @param {number} px @param {number} py
 * @param {number} lensX @param {number} lensY */
export function aim(ray, camera, px, py, lensX, lensY) {
	const { from, ahead, right, up, reach, focus, aperture, width, height } = camera;
	const sx = ((2 * px) / width - 1) * reach;
	const sy = ((height - 2 * py) / width) * reach;
	const lx = lensX * aperture;
	const ly = lensY * aperture;
	let square = 0;
	for (let k = 0; k < 3; k++) {
		const shift = lx * right[k] + ly * up[k];
		const d = focus * (ahead[k] + sx * right[k] + sy * up[k]) - shift;
		ray[k] = from[k] + shift;
		ray[k + 3] = d;
		square += d * d;
	}
	const scale = 1 / Math.sqrt(square);
	for (let k = 3; k < 6; k++) ray[k] *= scale;
}
