/**
 * The light of a scene: one window, a rectangle that shines, and a soft sky all around.
 * @typedef {object} LightData
 * @property {{ centre: number[], right: number[], up: number[], light: number[], panes: number[] }} window
 *   half its width and half its height as vectors; panes across and up
 * @property {{ above: number[], level: number[], below: number[] }} sky
 */
/** @typedef {ReturnType<typeof lightsOf>} Lights */

const BAR = 0.035;

/** @param {LightData} data */
export function lightsOf({ window, sky }) {
	const { right: u, up: v } = window;
	const cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
	const length = Math.hypot(...cross);
	return { ...window, sky, area: 4 * length, facing: cross.map((c) => c / length) };
}

/** Whether a place on the window (0 to 1, twice) is glass and not a bar between panes.
 * @param {Lights} lights @param {number} s @param {number} t */
export function isPane(lights, s, t) {
	const a = (s * lights.panes[0]) % 1;
	const b = (t * lights.panes[1]) % 1;
	return a > BAR && a < 1 - BAR && b > BAR && b < 1 - BAR;
}

/** Where a ray meets the window: its distance, or Infinity where it meets none or meets a bar.
 * @param {Lights} lights @param {number} ox @param {number} oy @param {number} oz
 * @param {number} dx @param {number} dy @param {number} dz */
export function windowDistance(lights, ox, oy, oz, dx, dy, dz) {
	const { centre: c, right: u, up: v, facing: n } = lights;
	const slant = n[0] * dx + n[1] * dy + n[2] * dz;
	if (slant > -1e-6) return Number.POSITIVE_INFINITY;
	const t = (n[0] * (c[0] - ox) + n[1] * (c[1] - oy) + n[2] * (c[2] - oz)) / slant;
	if (t < 0) return Number.POSITIVE_INFINITY;
	const px = ox + t * dx - c[0];
	const py = oy + t * dy - c[1];
	const pz = oz + t * dz - c[2];
	const a = (px * u[0] + py * u[1] + pz * u[2]) / (u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
	const b = (px * v[0] + py * v[1] + pz * v[2]) / (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
	if (a < -1 || a > 1 || b < -1 || b > 1) return Number.POSITIVE_INFINITY;
	return isPane(lights, (a + 1) / 2, (b + 1) / 2) ? t : Number.POSITIVE_INFINITY;
}

/** The sky's light from a direction, one channel. @param {Lights} lights @param {number} dy @param {number} channel */
export function skyLight({ sky }, dy, channel) {
	const end = dy > 0 ? sky.above : sky.below;
	const share = Math.sqrt(Math.min(Math.abs(dy), 1));
	return sky.level[channel] + (end[channel] - sky.level[channel]) * share;
}
