import { placement } from './placement.mjs';
import * as shapes from './shapes.mjs';

/** @typedef {import('./shapes.mjs').Solid} Solid */
/**
 * A solid as data: `shape` names a maker in shapes.mjs or one of union, cut and common here; `at` and `turn`
 * (degrees about x, y, z) move it; the rest goes to the maker.
 * @typedef {{ shape: string, at?: number[], turn?: number[], of?: SolidData[], blend?: number } & Record<string, any>} SolidData
 */

const { max, min } = Math;

/** Makes the distance function of a solid in the frame that its own `at` and `turn` leave.
 * @param {SolidData} data @returns {Solid} */
export function makeSolid(data) {
	if (data.shape === 'union' || data.shape === 'cut' || data.shape === 'common') return combine(data);
	const make = /** @type {Record<string, (data: any) => Solid>} */ (shapes)[data.shape];
	if (!make) throw new Error(`Expected the name of a shape for shape but received ${data.shape}`);
	return make(data);
}

/** @param {SolidData} data @returns {Solid} */
function combine({ shape, of = [], blend = 0 }) {
	const [first, ...others] = of.map(moved);
	const join = /** @type {const} */ ({ union: joinBy(1, 1), cut: joinBy(-1, -1), common: joinBy(-1, 1) })[
		shape
	];
	if (!join) throw new Error(`Expected union, cut or common for shape but received ${shape}`);
	const distances = others.map((solid) => solid.distance);
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		let d = first.distance(x, y, z);
		for (const other of distances) d = join(d, other(x, y, z), blend);
		return d;
	};
	return { distance, bounds: shape === 'union' ? around([first, ...others], blend / 4) : first.bounds };
}

// A smooth minimum; with its signs turned it is the smooth maximum that cuts and intersections need.
function joinBy(/** @type {number} */ sign, /** @type {number} */ otherSign) {
	return (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ blend) => {
		const p = sign * a;
		const q = sign < 0 && otherSign < 0 ? b : sign * b;
		if (blend === 0) return sign * min(p, q);
		const h = max(blend - Math.abs(p - q), 0) / blend;
		return sign * (min(p, q) - (h * h * blend) / 4);
	};
}

/** @param {SolidData} data @returns {Solid} */
function moved(data) {
	const solid = makeSolid(data);
	if (!data.at && !data.turn) return solid;
	const { rotation: m, origin: o } = placement(data);
	const inner = solid.distance;
	const distance = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ z) => {
		const a = x - o[0];
		const b = y - o[1];
		const c = z - o[2];
		return inner(
			m[0] * a + m[3] * b + m[6] * c,
			m[1] * a + m[4] * b + m[7] * c,
			m[2] * a + m[5] * b + m[8] * c,
		);
	};
	return { distance, bounds: boundsIn(placement(data), solid.bounds) };
}

/** The box, in the outer frame, around a box in a placed frame.
 * @param {import('./placement.mjs').Placement} frame @param {number[]} bounds */
export function boundsIn(frame, bounds) {
	const low = [...frame.origin];
	const high = [...frame.origin];
	for (let row = 0; row < 3; row++) {
		for (let column = 0; column < 3; column++) {
			const a = frame.rotation[row * 3 + column] * bounds[column];
			const b = frame.rotation[row * 3 + column] * bounds[column + 3];
			low[row] += min(a, b);
			high[row] += max(a, b);
		}
	}
	return [...low, ...high];
}

/** The box around several boxes. @param {{ bounds: number[] }[]} solids @param {number} [margin] */
export function around(solids, margin = 0) {
	const sides = [0, 1, 2, 3, 4, 5];
	return sides.map((side) => {
		const values = solids.map((solid) => solid.bounds[side]);
		return side < 3 ? min(...values) - margin : max(...values) + margin;
	});
}
