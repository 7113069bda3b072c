/** @typedef {import('../stage.mjs').Thing} Thing */
/** The materials of a truck's parts, by their names in the scene's material table.
 * @typedef {{ cab: string, bed: string, frame: string, tyre: string, hub: string, bolt: string, glass: string,
 *   lamp: string, trim: string }} TruckPaint */

/** A toy truck, some 4 long, that drives along x on y = 0.
 * @param {{ at: number[], turn: number[], paint: TruckPaint }} options @returns {Thing} */
export function truck({ at, turn, paint }) {
	const axles = [-1.12, 1.18];
	const sides = [-1, 1];
	return {
		name: 'truck',
		kind: 'object',
		at,
		turn,
		surfaces: [
			{ shape: 'box', size: [3.7, 0.24, 1.1], round: 0.06, at: [0.02, 0.66, 0], material: paint.frame },
			{ shape: 'box', size: [0.26, 0.3, 1.62], round: 0.1, at: [1.98, 0.68, 0], material: paint.trim },
			...axles.map((x) => axle(x, paint)),
		],
		parts: [cab(paint), bed(paint), ...axles.flatMap((x) => sides.map((side) => wheel(x, side, paint)))],
	};
}

/** @param {number} x @param {TruckPaint} paint */
function axle(x, paint) {
	return {
		shape: 'cylinder',
		radius: 0.12,
		height: 1.5,
		at: [x, 0.52, 0],
		turn: [90, 0, 0],
		material: paint.frame,
	};
}

/** @param {TruckPaint} paint @returns {Thing} */
function cab(paint) {
	const outline = [
		[0.36, 0.94],
		[1.8, 0.94],
		[1.78, 1.44],
		[1.32, 1.52],
		[1.04, 2.26],
		[0.36, 2.26],
	];
	const pane = [
		[0.56, 1.62],
		[1.14, 1.62],
		[0.93, 2.14],
		[0.56, 2.14],
	];
	const lamps = [-0.48, 0.48].map((z) => lamp(z, paint));
	const grille = [1.06, 1.18, 1.3].map((y) => ({
		shape: 'box',
		size: [0.06, 0.06, 0.5],
		round: 0.03,
		at: [1.89, y, 0],
		material: paint.trim,
	}));
	const windows = [-0.78, 0.78].map((z) => ({
		name: 'window',
		surfaces: [
			{ shape: 'prism', points: pane, width: 0.1, round: 0.05, at: [0, 0, z], material: paint.glass },
		],
	}));
	const windscreen = {
		name: 'windscreen',
		surfaces: [
			{
				shape: 'box',
				size: [0.08, 0.66, 1.22],
				round: 0.04,
				at: [1.285, 1.9, 0],
				turn: [0, 0, 20.7],
				material: paint.glass,
			},
		],
	};
	const body = { shape: 'prism', points: outline, width: 1.6, round: 0.11, material: paint.cab };
	return { name: 'cab', surfaces: [body, ...grille], parts: [...windows, windscreen, ...lamps] };
}

/** @param {number} z @param {TruckPaint} paint @returns {Thing} */
function lamp(z, paint) {
	const rim = {
		shape: 'cylinder',
		radius: 0.19,
		height: 0.12,
		round: 0.04,
		at: [1.9, 1.18, z],
		turn: [0, 0, 90],
	};
	const glass = { shape: 'ellipsoid', radii: [0.09, 0.135, 0.135], at: [1.955, 1.18, z] };
	return {
		name: 'headlight',
		surfaces: [
			{ ...rim, material: paint.trim },
			{ ...glass, material: paint.lamp },
		],
	};
}

/** @param {TruckPaint} paint @returns {Thing} */
function bed(paint) {
	const outer = { shape: 'box', size: [2.08, 0.98, 1.72], round: 0.1, at: [-0.86, 1.36, 0] };
	const inner = { shape: 'box', size: [1.84, 1, 1.48], round: 0.06, at: [-0.86, 1.56, 0] };
	const ribs = [-1.5, -0.86, -0.22].flatMap((x) =>
		[-0.87, 0.87].map((z) => ({
			shape: 'box',
			size: [0.16, 0.78, 0.12],
			round: 0.05,
			at: [x, 1.36, z],
			material: paint.bed,
		})),
	);
	return {
		name: 'bed',
		surfaces: [{ shape: 'cut', of: [outer, inner], blend: 0.06, material: paint.bed }, ...ribs],
	};
}

/** @param {number} x @param {number} side @param {TruckPaint} paint @returns {Thing} */
function wheel(x, side, paint) {
	const tyre = { shape: 'notchedDisc', radius: 0.54, height: 0.4, round: 0.13, notches: 16, depth: 0.03 };
	const well = { shape: 'cylinder', radius: 0.36, height: 0.3, round: 0.03, at: [0, 0.24, 0] };
	const bolts = Array.from({ length: 5 }, (_, i) => ({
		shape: 'sphere',
		radius: 0.035,
		at: [0.2 * Math.sin((i * 2 * Math.PI) / 5), 0.205, 0.2 * Math.cos((i * 2 * Math.PI) / 5)],
		material: paint.bolt,
	}));
	return {
		name: 'wheel',
		at: [x, 0.54, side * 0.86],
		turn: [side * 90, 0, 0],
		surfaces: [{ shape: 'cut', of: [tyre, well], blend: 0.02, material: paint.tyre }],
		parts: [
			{
				name: 'hub',
				surfaces: [
					{
						shape: 'cylinder',
						radius: 0.345,
						height: 0.26,
						round: 0.05,
						at: [0, 0.06, 0],
						material: paint.hub,
					},
					{ shape: 'ellipsoid', radii: [0.12, 0.09, 0.12], at: [0, 0.19, 0], material: paint.bolt },
					...bolts,
				],
			},
		],
	};
}
