/** @typedef {import('../stage.mjs').Thing} Thing */

/** A bowl on y = 0 with fruit in it: together one object, the bowl and each fruit objects of their own.
 * @param {{ at: number[], turn?: number[], radius: number, material: string, fruit: Thing[] }} options
 * @returns {Thing} */
export function fruitBowl({ at, turn, radius, material, fruit }) {
	const curve = Array.from({ length: 13 }, (_, i) => {
		const angle = ((i / 12) * 76 * Math.PI) / 180;
		return [radius * Math.sin(angle) * 1.03, 0.2 + radius * 0.62 * (1 - Math.cos(angle))];
	});
	const foot = { shape: 'cylinder', radius: radius * 0.42, height: 0.24, round: 0.05, at: [0, 0.12, 0] };
	const bowl = {
		name: 'bowl',
		kind: /** @type {const} */ ('object'),
		surfaces: [
			{ shape: 'lathe', profile: curve, thickness: 0.13, material },
			{ ...foot, material },
		],
	};
	return { name: 'fruit bowl', kind: 'object', at, turn, parts: [bowl, ...fruit] };
}
