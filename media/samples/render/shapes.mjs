// Distance functions of simple solids. Each maker takes plain data and returns how far a point is from the
// solid's surface (negative inside), with the box that holds the solid: [minX, minY, minZ, maxX, maxY, maxZ].

/** @typedef {{ distance: (x: number, y: number, z: number) => number, bounds: number[] }} Solid */

const { abs, hypot, max, min, sqrt } = Math;
const clamp01 = (/** @type {number} */ v) => (v < 0 ? 0 : Math.min(v, 1));

/** @param {{ radius: number }} data @returns {Solid} */
export function sphere({ radius: r }) {
	return { distance: (x, y, z) => sqrt(x * x + y * y + z * z) - r, bounds: [-r, -r, -r, r, r, r] };
}

/** @param {{ radii: number[] }} data @returns {Solid} */
export function ellipsoid({ radii: [a, b, c] }) {
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		const scaled = hypot(x / a, y / b, z / c);
		const slope = hypot(x / (a * a), y / (b * b), z / (c * c));
		return slope < 1e-9 ? -min(a, b, c) : (scaled * (scaled - 1)) / slope;
	};
	return { distance, bounds: [-a, -b, -c, a, b, c] };
}

/** @param {{ size: number[], round?: number }} data @returns {Solid} */
export function box({ size, round = 0 }) {
	const [a, b, c] = size.map((side) => side / 2);
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		const dx = abs(x) - a + round;
		const dy = abs(y) - b + round;
		const dz = abs(z) - c + round;
		const ox = Math.max(dx, 0);
		const oy = Math.max(dy, 0);
		const oz = Math.max(dz, 0);
		return sqrt(ox * ox + oy * oy + oz * oz) + min(max(dx, dy, dz), 0) - round;
	};
	return { distance, bounds: [-a, -b, -c, a, b, c] };
}

/** A disc or a pillar around y. @param {{ radius: number, height: number, round?: number }} data @returns {Solid} */
export function cylinder({ radius: r, height, round = 0 }) {
	const h = height / 2;
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		const dr = sqrt(x * x + z * z) - r + round;
		const dy = abs(y) - h + round;
		const or = Math.max(dr, 0);
		const oy = Math.max(dy, 0);
		return sqrt(or * or + oy * oy) + min(max(dr, dy), 0) - round;
	};
	return { distance, bounds: [-r, -h, -r, r, h, r] };
}

/** A disc around y whose rim is notched: tyres. @returns {Solid}
 * @param {{ radius: number, height: number, round: number, notches: number, depth: number }} data */
export function notchedDisc({ notches, depth, ...disc }) {
	const plain = cylinder(disc);
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		const d = plain.distance(x, y, z);
		const r = sqrt(x * x + z * z);
		if (d > 0.1 || r < disc.radius * 0.8) return d;
		const wave = Math.cos(Math.atan2(z, x) * notches + (y > 0 ? Math.PI : 0)) - 0.35;
		const rim = clamp01((r / disc.radius - 0.82) * 10);
		return (d + depth * rim * clamp01(wave * 3)) * 0.8;
	};
	return { distance, bounds: plain.bounds };
}

/** A ring around y. @param {{ radius: number, tube: number }} data @returns {Solid} */
export function torus({ radius, tube }) {
	const reach = radius + tube;
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		const q = sqrt(x * x + z * z) - radius;
		return sqrt(q * q + y * y) - tube;
	};
	return { distance, bounds: [-reach, -tube, -reach, reach, tube, reach] };
}

/** An apple: a ring that overlaps itself, so it has both dimples, drawn in towards its base.
 * @param {{ radius: number, taper?: number }} data @returns {Solid} */
export function apple({ radius, taper = 0.16 }) {
	const ring = radius * 0.36;
	const tube = radius * 0.64;
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		const lean = 1 + taper * (y / radius) - 0.06;
		const q = sqrt(x * x + z * z) / lean - ring;
		const h = y * 0.94;
		return (sqrt(q * q + h * h) - tube) * 0.78;
	};
	const reach = radius * 1.12;
	return { distance, bounds: [-reach, -radius * 0.72, -reach, reach, radius * 0.72, reach] };
}

/** A bent rod through points, thinning from one radius to the other.
 * @param {{ points: number[][], radius: number, endRadius?: number }} data @returns {Solid} */
export function rod({ points, radius, endRadius = radius }) {
	const last = points.length - 1;
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		let best = Number.POSITIVE_INFINITY;
		for (let i = 0; i < last; i++) {
			const [ax, ay, az] = points[i];
			const [bx, by, bz] = points[i + 1];
			const ux = bx - ax;
			const uy = by - ay;
			const uz = bz - az;
			const along = clamp01(((x - ax) * ux + (y - ay) * uy + (z - az) * uz) / (ux * ux + uy * uy + uz * uz));
			const dx = x - ax - along * ux;
			const dy = y - ay - along * uy;
			const dz = z - az - along * uz;
			const thick = radius + ((endRadius - radius) * (i + along)) / last;
			best = min(best, sqrt(dx * dx + dy * dy + dz * dz) - thick);
		}
		return best;
	};
	const reach = max(radius, endRadius);
	const axis = (/** @type {number} */ k) => points.map((point) => point[k]);
	const low = [0, 1, 2].map((k) => min(...axis(k)) - reach);
	const high = [0, 1, 2].map((k) => max(...axis(k)) + reach);
	return { distance, bounds: [...low, ...high] };
}

/** A wall of even thickness turned around y along a profile of [radius, height] points: mugs, bowls, plates.
 * @param {{ profile: number[][], thickness: number }} data @returns {Solid} */
export function lathe({ profile, thickness }) {
	const t = thickness / 2;
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		const r = sqrt(x * x + z * z);
		let best = Number.POSITIVE_INFINITY;
		for (let i = 0; i + 1 < profile.length; i++) {
			const ar = profile[i][0];
			const ay = profile[i][1];
			const ur = profile[i + 1][0] - ar;
			const uy = profile[i + 1][1] - ay;
			const along = clamp01(((r - ar) * ur + (y - ay) * uy) / (ur * ur + uy * uy));
			const dr = r - ar - along * ur;
			const dy = y - ay - along * uy;
			best = min(best, dr * dr + dy * dy);
		}
		return sqrt(best) - t;
	};
	const r = max(...profile.map((point) => point[0])) + t;
	const low = min(...profile.map((point) => point[1])) - t;
	const high = max(...profile.map((point) => point[1])) + t;
	return { distance, bounds: [-r, low, -r, r, high, r] };
}

/** A polygon in x and y, drawn out along z; `round` grows it. @returns {Solid}
 * @param {{ points: number[][], width: number, round?: number }} data */
export function prism({ points, width, round = 0 }) {
	const half = width / 2 - round;
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		const flat = polygonDistance(points, x, y);
		const deep = abs(z) - half;
		return hypot(max(flat, 0), max(deep, 0)) + min(max(flat, deep), 0) - round;
	};
	const xs = points.map((point) => point[0]);
	const ys = points.map((point) => point[1]);
	const low = [min(...xs) - round, min(...ys) - round, -half - round];
	return { distance, bounds: [...low, max(...xs) + round, max(...ys) + round, half + round] };
}

function polygonDistance(/** @type {number[][]} */ points, /** @type {number} */ x, /** @type {number} */ y) {
	let best = Number.POSITIVE_INFINITY;
	let sign = 1;
	for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
		const [ax, ay] = points[i];
		const [bx, by] = points[j];
		const ux = bx - ax;
		const uy = by - ay;
		const along = clamp01(((x - ax) * ux + (y - ay) * uy) / (ux * ux + uy * uy));
		const dx = x - ax - along * ux;
		const dy = y - ay - along * uy;
		best = min(best, dx * dx + dy * dy);
		if (ay > y !== by > y && x < (ux * (y - ay)) / uy + ax) sign = -sign;
	}
	return sign * sqrt(best);
}
