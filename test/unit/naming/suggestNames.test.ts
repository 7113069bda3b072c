import { describe, expect, it } from 'vitest';
import type { LikelyName } from '../../../src/naming/likelyNames';
import { type NamelessMask, suggestNames } from '../../../src/naming/suggestNames';
import { encodeRle } from '../../../src/shared/mask/cocoRle';
import { fromBitmap } from '../../../src/shared/mask/runLengths';

const side = 40;
/** The pixels of a box that a test lets in. */
const masked = (x: number, y: number, width: number, height: number, isIn = (_x: number) => true) => {
	const bitmap = Uint8Array.from({ length: side * side }, (_, at) => {
		const [column, row] = [at % side, Math.floor(at / side)];
		return Number(column >= x && column < x + width && row >= y && row < y + height && isIn(column));
	});
	return encodeRle(fromBitmap(bitmap, side, side));
};
const box = (x: number, y: number, width: number, height: number) => masked(x, y, width, height);
const name = (of: string, confidence: number, kind: 'object' | 'part' = 'object'): LikelyName => ({
	...{ name: of, kind, confidence, isLearned: false },
});
const nameless = (
	annotation: number,
	segmentation: NamelessMask['segmentation'],
	others: readonly LikelyName[],
	learned: readonly LikelyName[] = [],
): NamelessMask => ({ annotation, segmentation, learned, others });
const idsOf = (names: ReadonlyMap<number, LikelyName>) => [...names.keys()].sort((a, b) => a - b);

describe('names suggested for the masks of an image', () => {
	const person = box(0, 0, 20, 30);
	const coat = box(2, 8, 14, 12);

	it('say a thing once, of the mask that is likeliest to be it, be it the larger or the smaller one', () => {
		const [large, small] = [
			nameless(1, person, [name('person', 0.9)]),
			nameless(2, coat, [name('person', 0.6)]),
		];
		expect(idsOf(suggestNames([small, large], [], []))).toEqual([1]);
		const unsure = nameless(1, person, [name('person', 0.5)]);
		expect(idsOf(suggestNames([unsure, small], [], []))).toEqual([2]);
	});

	it('say it once also of masks that share little but their place', () => {
		const stripes = (odd: number) => masked(0, 0, 20, 20, (x) => x % 2 === odd);
		const masks = [nameless(1, stripes(0), [name('dog', 0.9)]), nameless(2, stripes(1), [name('dog', 0.8)])];
		expect(idsOf(suggestNames(masks, [], []))).toEqual([1]);
	});

	it('are none of what only lies around a likelier one, such as the table that it stands on', () => {
		const cup = nameless(1, box(12, 4, 12, 12), [name('cup', 0.9)]);
		const table = nameless(
			2,
			masked(0, 8, 40, 20, (x) => x < 12 || x >= 24),
			[name('cup', 0.5)],
		);
		expect(idsOf(suggestNames([table, cup], [], []))).toEqual([1]);
		const inFront = nameless(3, box(26, 10, 6, 10), [name('cup', 0.4)]);
		expect(idsOf(suggestNames([inFront, cup], [], []))).toEqual([1, 3]);
	});

	it('are those of several things of one kind, and of other kinds in the same place', () => {
		const masks = [
			nameless(1, person, [name('person', 0.9)]),
			nameless(2, box(24, 0, 14, 30), [name('person', 0.6)]),
			nameless(3, coat, [name('coat', 0.6, 'part')]),
		];
		expect(idsOf(suggestNames(masks, [], []))).toEqual([1, 2, 3]);
	});

	it('are none of what a thing is called already that the mask lies in, or that lies in it', () => {
		const cup = { name: 'cup', kind: 'object' as const, segmentation: coat };
		const learned = [{ ...name('cup', 0.9), isLearned: true }];
		const masks = [
			nameless(1, box(4, 10, 4, 4), [], learned),
			nameless(2, person, [], learned),
			nameless(3, box(26, 10, 10, 10), [], learned),
		];
		expect(idsOf(suggestNames(masks, [cup], [cup]))).toEqual([3]);
	});

	it('go by all that is said of a mask, and are none where nothing is', () => {
		const masks = [nameless(1, person, [name('dog', 0.5)], [name('dog', 0.5)]), nameless(2, coat, [])];
		const names = suggestNames(masks, [], []);
		expect(names.get(1)).toMatchObject({ name: 'dog', confidence: 0.75 });
		expect(names.has(2)).toBe(false);
	});
});
