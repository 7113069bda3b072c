/** @typedef {import('../stage.mjs').Thing} Thing */
/** @typedef {{ at?: number[], turn?: number[], skin: string, stem: string, leaf?: string }} FruitOptions */

/** @param {number[][]} points @param {string} material @param {number} [radius] @returns {Thing} */
function stem(points, material, radius = 0.045) {
	return { name: 'stem', surfaces: [{ shape: 'rod', points, radius, endRadius: radius * 1.5, material }] };
}

/** @param {FruitOptions & { radius: number }} options @returns {Thing} */
export function apple({ at, turn, radius, skin, stem: wood }) {
	const points = [
		[0, 0.3, 0],
		[0.02, 0.62, 0],
		[0.08, 0.86, 0.02],
		[0.18, 1.05, 0.03],
	].map((point) => point.map((v) => v * radius));
	return {
		name: 'apple',
		kind: 'object',
		at,
		turn,
		surfaces: [{ shape: 'apple', radius, material: skin }],
		parts: [stem(points, wood, 0.05 * radius)],
	};
}

/** @param {FruitOptions & { radius: number }} options @returns {Thing} */
export function orange({ at, turn, radius, skin, stem: wood }) {
	const star = Array.from({ length: 5 }, (_, i) => {
		const angle = (i * 2 * Math.PI) / 5;
		return {
			shape: 'ellipsoid',
			radii: [0.1 * radius, 0.035 * radius, 0.06 * radius],
			at: [0.08 * radius * Math.cos(angle), 0.925 * radius, -0.08 * radius * Math.sin(angle)],
			turn: [0, (i * 360) / 5, 0],
		};
	});
	const body = { shape: 'ellipsoid', radii: [radius, radius * 0.95, radius] };
	const dimple = { shape: 'sphere', radius: 0.12 * radius, at: [0, radius * 1.02, 0] };
	return {
		name: 'orange',
		kind: 'object',
		at,
		turn,
		surfaces: [
			{ shape: 'cut', of: [body, dimple], blend: 0.16 * radius, material: skin },
			{ shape: 'union', of: star, blend: 0.02 * radius, material: wood },
		],
	};
}

/** @param {FruitOptions & { radius: number }} options @returns {Thing} */
export function pear({ at, turn, radius, skin, stem: wood }) {
	const body = {
		shape: 'union',
		blend: radius * 1.1,
		of: [
			{ shape: 'ellipsoid', radii: [radius, radius * 0.98, radius] },
			{ shape: 'sphere', radius: radius * 0.46, at: [0.04 * radius, 1.28 * radius, 0] },
		],
	};
	const points = [
		[0.05, 1.6, 0],
		[0.07, 1.95, 0.02],
		[0.15, 2.2, 0.04],
		[0.3, 2.4, 0.04],
	].map((point) => point.map((v) => v * radius));
	return {
		name: 'pear',
		kind: 'object',
		at,
		turn,
		surfaces: [{ ...body, material: skin }],
		parts: [stem(points, wood, 0.06 * radius)],
	};
}
