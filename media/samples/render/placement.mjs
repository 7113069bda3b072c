/** Where a thing stands: a rotation (three rows of three) and an origin, in the frame of what holds it.
 * @typedef {{ rotation: number[], origin: number[] }} Placement */

const RADIANS = Math.PI / 180;

/** Reads `at` and `turn` (degrees: first about x, then y, then z).
 * @param {{ at?: number[], turn?: number[] }} data @returns {Placement} */
export function placement({ at = [0, 0, 0], turn = [0, 0, 0] }) {
	const [cx, cy, cz] = turn.map((angle) => Math.cos(angle * RADIANS));
	const [sx, sy, sz] = turn.map((angle) => Math.sin(angle * RADIANS));
	const rotation = [
		[cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx],
		[sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx],
		[-sy, cy * sx, cy * cx],
	];
	return { rotation: rotation.flat(), origin: [...at] };
}

/** The placement of something placed in `inner`, seen from outside `outer`.
 * @param {Placement} outer @param {Placement} inner @returns {Placement} */
export function compose(outer, inner) {
	const m = outer.rotation;
	const n = inner.rotation;
	const o = inner.origin;
	const rotation = Array.from({ length: 9 }, (_, i) => {
		const row = i - (i % 3);
		const column = i % 3;
		return m[row] * n[column] + m[row + 1] * n[column + 3] + m[row + 2] * n[column + 6];
	});
	const origin = [0, 3, 6].map(
		(row, k) => m[row] * o[0] + m[row + 1] * o[1] + m[row + 2] * o[2] + outer.origin[k],
	);
	return { rotation, origin };
}
