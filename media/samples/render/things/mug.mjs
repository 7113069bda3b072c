/** @typedef {import('../stage.mjs').Thing} Thing */

/** A mug of coffee, some 2 high, that stands on y = 0 with its handle towards x.
 * @param {{ at: number[], turn: number[], paint: { body: string, handle: string, drink: string } }} options
 * @returns {Thing} */
export function mug({ at, turn, paint }) {
	const profile = [
		[0, 0.12],
		[0.7, 0.1],
		[0.8, 0.16],
		[0.86, 0.3],
		[0.88, 1.92],
	];
	const bend = Array.from({ length: 21 }, (_, i) => {
		const angle = (-100 + (200 * i) / 20) * (Math.PI / 180);
		return [0.96 + 0.52 * Math.cos(angle), 1.04 + 0.56 * Math.sin(angle), 0];
	});
	return {
		name: 'mug',
		kind: 'object',
		at,
		turn,
		parts: [
			{ name: 'body', surfaces: [{ shape: 'lathe', profile, thickness: 0.13, material: paint.body }] },
			{ name: 'handle', surfaces: [{ shape: 'rod', points: bend, radius: 0.125, material: paint.handle }] },
			{
				name: 'coffee',
				surfaces: [{ shape: 'cylinder', radius: 0.85, height: 0.1, at: [0, 1.66, 0], material: paint.drink }],
			},
		],
	};
}
