/** The pixel of a mask that lies deepest in it, and how deep: the picture's edge counts as outside.
 * @param {Uint8Array} mask @param {number} width @param {number} height */
export function innermost(mask, width, height) {
	const depth = new Float32Array(width * height);
	for (let p = 0; p < depth.length; p++) if (mask[p]) depth[p] = nextTo(depth, p, width, height, -1);
	let best = 0;
	for (let p = depth.length - 1; p >= 0; p--) {
		if (!mask[p]) continue;
		depth[p] = Math.min(depth[p], nextTo(depth, p, width, height, 1));
		if (depth[p] > depth[best]) best = p;
	}
	return { x: best % width, y: Math.floor(best / width), depth: depth[best] };
}

// One step of a two-pass chamfer distance: `side` is -1 for the neighbours before a pixel, 1 for those after it.
function nextTo(
	/** @type {Float32Array} */ depth,
	/** @type {number} */ p,
	/** @type {number} */ width,
	/** @type {number} */ height,
	/** @type {number} */ side,
) {
	const x = p % width;
	const y = Math.floor(p / width);
	if (x === 0 || y === 0 || x === width - 1 || y === height - 1) return 1;
	const row = p + side * width;
	return Math.min(
		depth[p + side] + 1,
		depth[row] + 1,
		depth[row - 1] + Math.SQRT2,
		depth[row + 1] + Math.SQRT2,
	);
}
