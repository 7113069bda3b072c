import { describe, expect, it } from 'vitest';
import { fittingNames } from '../../../src/naming/fittingNames';
import fc from '../fastCheck';

const named = (scores: Readonly<Record<string, number>>) =>
	Object.entries(scores).map(([name, score]) => ({ name, score }));
const names = fc
	.uniqueArray(fc.constantFrom('truck', 'car', 'bus', 'cup'))
	.chain((all) =>
		fc.tuple(
			...all.map((name) =>
				fc.record({ name: fc.constant(name), score: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
			),
		),
	);

describe('the names of a level', () => {
	it('are not those of a level that they fit better', () => {
		const [wheel, truck, all] = [
			named({ truck: 0.1 }),
			named({ truck: 0.9 }),
			named({ truck: 0.45, cup: 0.2 }),
		];
		expect(fittingNames(truck, [wheel, all])).toEqual(truck);
		expect(fittingNames(all, [wheel, truck])).toEqual(named({ cup: 0.2 }));
		expect(fittingNames(wheel, [truck, all])).toEqual([]);
	});

	it('are shared by levels that are nearly the same', () => {
		const [one, other] = [named({ truck: 0.9 }), named({ truck: 0.8 })];
		expect(fittingNames(other, [one])).toEqual(other);
	});

	it('stay in their order; each name stays where it fits best', () => {
		fc.assert(
			fc.property(fc.array(names, { minLength: 1, maxLength: 6 }), (levels) => {
				const kept = levels.map((level, at) => fittingNames(level, levels.toSpliced(at, 1)));
				for (const [at, level] of levels.entries())
					expect(level.filter((one) => kept[at]!.includes(one))).toEqual(kept[at]);
				for (const name of new Set(levels.flat().map((one) => one.name)))
					expect(kept.flat().some((one) => one.name === name)).toBe(true);
			}),
		);
	});
});
