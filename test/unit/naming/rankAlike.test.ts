import { describe, expect, it } from 'vitest';
import { rankAlike, type SeenMask } from '../../../src/naming/rankAlike';
import { fromBitmap } from '../../../src/shared/mask/runLengths';
import { intersectionArea } from '../../../src/shared/mask/setOperations';
import fc from '../fastCheck';
import { along, descriptors } from './names';

const width = 100;

function square(x: number, y: number, side: number) {
	const bitmap = new Uint8Array(width * width);
	for (let row = y; row < Math.min(width, y + side); row++)
		bitmap.fill(1, row * width + x, row * width + Math.min(width, x + side));
	return fromBitmap(bitmap, width, width);
}
/** A square that looks mostly along one axis. */
const seen = (axis: number, x: number, y: number, side = 10): SeenMask => ({
	descriptor: along(axis, 0.03),
	mask: square(x, y, side),
});
const masks: fc.Arbitrary<SeenMask> = fc.record({
	descriptor: fc.option(descriptors, { nil: null, freq: 5 }),
	mask: fc.tuple(fc.nat(99), fc.nat(99), fc.nat(40)).map((sides) => square(...sides)),
});
const indices = (ranked: readonly { readonly index: number }[]) => ranked.map(({ index }) => index);

describe('masks that look like some', () => {
	it('are those of their kind, the likest first, and no others', () => {
		const near = { ...seen(0, 40, 40), descriptor: along(0, 0.1) };
		const found = rankAlike([seen(0, 0, 0)], [seen(3, 20, 0), near, seen(0, 60, 60), seen(5, 80, 0)]);
		expect(indices(found)).toEqual([2, 1]);
	});

	it('are of their size: a part and a whole of one look are two kinds', () => {
		const [same, whole] = rankAlike([seen(0, 0, 0)], [seen(0, 40, 40, 10), seen(0, 55, 0, 40)]);
		expect(same!.index).toBe(0);
		expect(whole?.likeness ?? 0).toBeLessThan(same!.likeness / 2);
	});

	it('are each thing once: of masks that lie in one another, the likest', () => {
		const whole = { ...seen(0, 40, 40, 12), descriptor: along(0, 0.1) };
		expect(indices(rankAlike([seen(0, 0, 0)], [whole, seen(0, 41, 41, 10)]))).toEqual([1]);
	});

	it('are not the masks that they are like', () => {
		expect(rankAlike([seen(0, 0, 0)], [seen(0, 0, 0), seen(0, 1, 1)])).toEqual([]);
	});

	it('are at any place of another image, and of their size as a part of it', () => {
		const other = 2 * width;
		const bitmap = new Uint8Array(other * other);
		for (let row = 0; row < 20; row++) bitmap.fill(1, row * other, row * other + 20);
		const scaled = { descriptor: along(0, 0.03), mask: fromBitmap(bitmap, other, other) };
		const [here] = rankAlike([seen(0, 0, 0)], [seen(0, 40, 40)]);
		expect(rankAlike([seen(0, 0, 0)], [scaled], 'other image')).toEqual([here]);
	});

	it('are also what a detector takes for the same kind of thing, as far as it is sure of both', () => {
		const as = (one: SeenMask, name: string, score: number) => ({ ...one, object: { name, score } });
		const wanted = as(seen(0, 0, 0), 'cup', 0.8);
		const cups = [0.2, 0.4, 0.9].map((score, i) => as(seen(3, 20, 20 * i), 'cup', score));
		const found = rankAlike([wanted], [...cups, as(seen(3, 80, 80), 'bowl', 0.9)], 'other image');
		expect(indices(found)).toEqual([2, 1]);
		expect(rankAlike([seen(0, 0, 0)], cups, 'other image')).toEqual([]);
	});

	it('are like one of several: each reference brings its own', () => {
		const found = rankAlike([seen(0, 0, 0), seen(3, 20, 0)], [seen(0, 60, 60), seen(3, 80, 80)]);
		expect(indices(found).sort()).toEqual([0, 1]);
	});

	it('fall in likeness from 1 to 0, share little, and do not depend on the order of the candidates', () => {
		fc.assert(
			fc.property(
				fc.array(masks, { minLength: 1, maxLength: 3 }),
				fc.array(masks, { maxLength: 12 }),
				(references, candidates) => {
					const ranked = rankAlike(references, candidates);
					for (const [i, { likeness, index }] of ranked.entries()) {
						expect(likeness).toBeGreaterThan(0);
						expect(likeness).toBeLessThanOrEqual(ranked[i - 1]?.likeness ?? 1);
						for (const other of ranked.slice(0, i)) {
							const [a, b] = [candidates[index]!.mask, candidates[other.index]!.mask];
							expect(2 * intersectionArea(a, b)).toBeLessThanOrEqual(Math.min(areaOf(a), areaOf(b)));
						}
					}
					const best = (list: typeof ranked) => list[0]?.likeness;
					expect(best(rankAlike(references, candidates.toReversed()))).toBe(best(ranked));
				},
			),
		);
	});
});

const areaOf = ({ counts }: SeenMask['mask']) => counts.reduce((sum, count, i) => sum + (i % 2) * count, 0);
