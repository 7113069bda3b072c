/** @typedef {import('./stage.mjs').Stage} Stage */
/** @typedef {import('./stage.mjs').Piece} Piece */
/** What a ray met: how far away, on which piece, and where in that piece's frame.
 * @typedef {{ t: number, piece: Piece | null, x: number, y: number, z: number, nx: number, ny: number, nz: number }} Hit */

const NEAR = 2e-4;
const MAX_STEPS = 96;

/** @returns {Hit} */
export const newHit = () => ({ t: 0, piece: null, x: 0, y: 0, z: 0, nx: 0, ny: 1, nz: 0 });

// The stretch of the present ray inside the last box asked for: written by crosses, read at once.
let enter = 0;
let leave = 0;

/** @param {number[]} b @param {number} ox @param {number} oy @param {number} oz */
function crosses(
	b,
	ox,
	oy,
	oz,
	/** @type {number} */ dx,
	/** @type {number} */ dy,
	/** @type {number} */ dz,
) {
	const ix = 1 / dx;
	const iy = 1 / dy;
	const iz = 1 / dz;
	const ax = (b[0] - ox) * ix;
	const bx = (b[3] - ox) * ix;
	const ay = (b[1] - oy) * iy;
	const by = (b[4] - oy) * iy;
	const az = (b[2] - oz) * iz;
	const bz = (b[5] - oz) * iz;
	enter = Math.max(Math.min(ax, bx), Math.min(ay, by), Math.min(az, bz));
	leave = Math.min(Math.max(ax, bx), Math.max(ay, by), Math.max(az, bz));
	return leave > 0 && leave >= enter;
}

/** Follows a ray to what it meets first, nearer than `far`; fills `hit` and says whether there is anything.
 * With `any`, stops at the first thing found (shadows) and leaves out its place and normal.
 * @param {Stage} stage @param {number} ox @param {number} oy @param {number} oz
 * @param {number} dx @param {number} dy @param {number} dz
 * @param {number} far @param {Hit} hit @param {boolean} any */
export function trace(stage, ox, oy, oz, dx, dy, dz, far, hit, any) {
	let best = far;
	hit.piece = null;
	for (const group of stage.groups) {
		if (!crosses(group.bounds, ox, oy, oz, dx, dy, dz) || enter > best) continue;
		for (const piece of group.pieces) {
			const t = march(piece, ox, oy, oz, dx, dy, dz, best);
			if (t >= best) continue;
			best = t;
			hit.piece = piece;
			if (any) return true;
		}
	}
	if (!hit.piece) return false;
	hit.t = best;
	locate(hit, ox + dx * best, oy + dy * best, oz + dz * best);
	return true;
}

/** @param {Piece} piece @param {number} ox @param {number} oy @param {number} oz
 * @param {number} dx @param {number} dy @param {number} dz @param {number} far */
function march(piece, ox, oy, oz, dx, dy, dz, far) {
	const m = piece.rotation;
	const o = piece.origin;
	const a = ox - o[0];
	const b = oy - o[1];
	const c = oz - o[2];
	const px = m[0] * a + m[3] * b + m[6] * c;
	const py = m[1] * a + m[4] * b + m[7] * c;
	const pz = m[2] * a + m[5] * b + m[8] * c;
	const vx = m[0] * dx + m[3] * dy + m[6] * dz;
	const vy = m[1] * dx + m[4] * dy + m[7] * dz;
	const vz = m[2] * dx + m[5] * dy + m[8] * dz;
	if (!crosses(piece.inside, px, py, pz, vx, vy, vz)) return far;
	const end = Math.min(leave, far);
	let t = Math.max(enter, 0);
	for (let step = 0; step < MAX_STEPS && t <= end; step++) {
		const d = piece.distance(px + vx * t, py + vy * t, pz + vz * t);
		if (d < NEAR) return t;
		t += d;
	}
	return far;
}

/** Fills the hit's place in the piece's frame and its normal in the world's.
 * @param {Hit} hit @param {number} wx @param {number} wy @param {number} wz */
function locate(hit, wx, wy, wz) {
	const { rotation: m, origin: o, distance } = /** @type {Piece} */ (hit.piece);
	const a = wx - o[0];
	const b = wy - o[1];
	const c = wz - o[2];
	const x = m[0] * a + m[3] * b + m[6] * c;
	const y = m[1] * a + m[4] * b + m[7] * c;
	const z = m[2] * a + m[5] * b + m[8] * c;
	const e = 4e-4;
	const d0 = distance(x + e, y - e, z - e);
	const d1 = distance(x - e, y - e, z + e);
	const d2 = distance(x - e, y + e, z - e);
	const d3 = distance(x + e, y + e, z + e);
	const nx = d0 - d1 - d2 + d3;
	const ny = -d0 - d1 + d2 + d3;
	const nz = -d0 + d1 - d2 + d3;
	const scale = 1 / (Math.hypot(nx, ny, nz) || 1);
	hit.x = x;
	hit.y = y;
	hit.z = z;
	hit.nx = (m[0] * nx + m[1] * ny + m[2] * nz) * scale;
	hit.ny = (m[3] * nx + m[4] * ny + m[5] * nz) * scale;
	hit.nz = (m[6] * nx + m[7] * ny + m[8] * nz) * scale;
}
