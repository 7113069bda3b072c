import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/shared/candidate';
import {
	isSameAnswer,
	levelBeside,
	levelPool,
	poolOf,
	shownPlace,
	withPlaceShown,
} from '../../../src/shared/levelPool';
import { encodeRle } from '../../../src/shared/mask/cocoRle';
import fc from '../fastCheck';

const candidate = (area: number, level = 0): Candidate => ({
	level,
	score: 0.9,
	area,
	bbox: [0, 0, 1, area],
	segmentation: encodeRle({ width: 1, height: 1000, counts: Uint32Array.of(0, area, 1000 - area) }),
});
const levelsOf = (...areas: number[]) => areas.map((area, index) => candidate(area, index + 1));

/** Areas of levels and of what was found besides them, all different. */
const found = fc
	.uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 20 })
	.chain((areas) =>
		fc.record({ areas: fc.constant(areas), levels: fc.integer({ min: 1, max: Math.min(6, areas.length) }) }),
	)
	.map(({ areas, levels: count }) => {
		const candidates = levelsOf(...areas.slice(0, count).sort((a, b) => a - b));
		const first = count - 1;
		const pool = levelPool(
			candidates,
			first,
			areas.slice(count).map((area) => candidate(area)),
		);
		return { candidates, shown: first, first, pool };
	});

describe('all masks that were found', () => {
	it('are ordered by area, with the levels at their places', () => {
		fc.assert(
			fc.property(found, ({ candidates, pool }) => {
				const areas = pool.masks.map(({ area }) => area);
				expect(areas).toEqual(areas.toSorted((a, b) => a - b));
				expect(pool.places.map((place) => pool.masks[place])).toEqual(candidates);
			}),
		);
	});

	it('are each shown, as one of the levels', () => {
		fc.assert(
			fc.property(found, (levels) => {
				for (const [place, mask] of levels.pool.masks.entries()) {
					const shown = withPlaceShown(levels, place)!;
					expect(shown.candidates[shown.shown]).toBe(mask);
					expect(shownPlace(shown)).toBe(place);
					expect(shown.candidates.map(({ level }) => level)).toEqual(
						levels.candidates.map(({ level }) => level),
					);
					expect(isSameAnswer(shown, levels)).toBe(true);
				}
			}),
		);
	});

	it('give the levels back when another mask is shown', () => {
		fc.assert(
			fc.property(found, fc.nat(30), (levels, step) => {
				const { masks, places, first } = levels.pool;
				const rested = withPlaceShown(levels, step % masks.length)!;
				const back = withPlaceShown(rested, places[0]!)!;
				expect(back.candidates).toEqual(levels.candidates);
				expect([back.shown, back.first]).toEqual([0, first]);
			}),
		);
	});
});

describe('a mask between levels', () => {
	const six = { candidates: levelsOf(10, 100), shown: 1, first: 1 };
	const levels = {
		...six,
		pool: levelPool(six.candidates, 1, [candidate(20), candidate(90), candidate(300)]),
	};

	it('takes the place of the level of nearest area', () => {
		expect(levels.pool.masks.map(({ area, level }) => [area, level])).toEqual([
			[10, 1],
			[20, 1],
			[90, 2],
			[100, 2],
			[300, 2],
		]);
	});

	it('counts as chosen, also in the place of the level that was shown first', () => {
		expect(withPlaceShown(levels, 2)).toMatchObject({ shown: 1, first: -1 });
		expect(withPlaceShown(levels, 1)).toMatchObject({ shown: 0, first: 1 });
	});

	it('has the levels of both sides beside it', () => {
		const rested = withPlaceShown(levels, 2)!;
		expect([levelBeside(rested, -1), levelBeside(rested, 1)]).toEqual([0, 3]);
		expect(levelBeside(withPlaceShown(levels, 4)!, 1)).toBeUndefined();
	});

	it('is none where nothing but the levels was found', () => {
		expect(poolOf(six)).toEqual({ masks: six.candidates, places: [0, 1], first: 1 });
		expect(withPlaceShown(six, 0)).toMatchObject({ shown: 0, first: 1 });
		expect(withPlaceShown(six, 2)).toBeUndefined();
	});

	it('belongs to its own answer only', () => {
		expect(isSameAnswer(levels, six)).toBe(true);
		expect(isSameAnswer(levels, { ...six, candidates: levelsOf(10, 100) })).toBe(false);
	});
});
