import { describe, expect, it } from 'vitest';
import {
	boxIou,
	type CellBox,
	distinctProposals,
	type Proposal,
} from '../../../../src/inference/everything/proposal';
import { bitmapOf, iou } from '../../../../src/inference/mask/bitmap';
import { iouThresholds } from '../../../../src/shared/thresholds';
import fc from '../../fastCheck';
import { discLogits, logitSize, spaceOf } from '../discs';

const space = spaceOf(100, 100);
const discAt = (x: number, y: number, radius: number) =>
	bitmapOf(discLogits({ x, y }, radius, space), logitSize, logitSize, logitSize);

const seen = (shape: Proposal['shape'], score: number, level = 1): Proposal => ({
	point: 0,
	maskIndex: 0,
	level,
	levels: [level],
	score,
	shape,
});
const inBox = (box: CellBox, score: number, level?: number) => seen({ box }, score, level);

const share = fc.double({ min: 0, max: 1, noNaN: true });
const discs = fc.array(fc.record({ x: share, y: share, radius: share, score: share }), { maxLength: 30 });
const shapes = discs.map((all) =>
	all
		.map(({ x, y, radius, score }) => seen({ bitmap: discAt(100 * x, 100 * y, 50 * radius) }, score))
		.filter(({ shape }) => 'bitmap' in shape && shape.bitmap.area > 0),
);
const distinct = (all: readonly Proposal[], minAgreeing = Number.POSITIVE_INFINITY) =>
	distinctProposals(all, minAgreeing, () => Promise.resolve());
const bitmapIn = ({ shape }: Proposal) => ('bitmap' in shape ? shape.bitmap : discAt(0, 0, 0));

describe('each thing once', () => {
	it('is the proposal with the highest score', async () => {
		const [low, high] = [discAt(50, 50, 30), discAt(51, 50, 30)];
		expect(await distinct([seen({ bitmap: low }, 0.9), seen({ bitmap: high }, 0.95)])).toEqual([
			seen({ bitmap: high }, 0.95),
		]);
	});

	it('stands at the levels of all that it is', async () => {
		const [low, high] = [discAt(50, 50, 30), discAt(51, 50, 30)];
		const found = await distinct([
			seen({ bitmap: high }, 0.95, 3),
			seen({ bitmap: low }, 0.9, 1),
			seen({ bitmap: low }, 0.8, 3),
		]);
		expect(found).toEqual([{ ...seen({ bitmap: high }, 0.95, 3), levels: [1, 3] }]);
	});

	it('leaves a part in its whole', async () => {
		expect(
			await distinct([seen({ bitmap: discAt(50, 50, 40) }, 0.9), seen({ bitmap: discAt(50, 50, 20) }, 0.95)]),
		).toHaveLength(2);
	});

	it('is worth it on the word of several points, where it is doubtful at each', async () => {
		const at = (point: number, x: number, isDoubtful: boolean, score = 0.5): Proposal => ({
			...seen({ bitmap: discAt(x, 50, 30) }, score),
			point,
			...(isDoubtful && { isDoubtful }),
		});
		const thrice = [at(0, 50, true, 0.7), at(1, 50.5, true), at(2, 51, true)];
		expect(await distinct(thrice)).toEqual([]);
		expect(await distinct(thrice, 4)).toEqual([]);
		expect(await distinct(thrice, 3)).toEqual([thrice[0]]);
		// A point agrees once, whatever its levels say.
		expect(await distinct([thrice[0]!, { ...thrice[0]!, level: 2 }], 2)).toEqual([]);
		// What is sure needs nobody, and stays before what is doubtful.
		const sure = at(3, 51, false, 0.2);
		expect(await distinct([...thrice, sure])).toEqual([sure]);
	});

	it('keeps two levels with one box: a frame and its picture', async () => {
		const box = [10, 10, 30, 30] as const;
		expect(await distinct([inBox(box, 0.9, 1), inBox(box, 0.95, 2), inBox(box, 0.85, 2)])).toEqual([
			inBox(box, 0.95, 2),
			inBox(box, 0.9, 1),
		]);
	});

	it('has no two that are alike, none that is not of them, and none that nothing kept is like missing', async () => {
		await fc.assert(
			fc.asyncProperty(shapes, async (all) => {
				const kept = await distinct(all);
				expect(kept.map(({ score }) => score)).toEqual(kept.map(({ score }) => score).sort((a, b) => b - a));
				for (const [i, one] of kept.entries()) {
					expect(all.map(({ shape }) => shape)).toContain(one.shape);
					for (const other of kept.slice(0, i)) {
						expect(iou(bitmapIn(one), bitmapIn(other))).toBeLessThanOrEqual(iouThresholds.duplicateObject);
					}
				}
				for (const one of all) {
					const better = kept.filter(({ score }) => score >= one.score);
					expect(
						better.some(
							(other) =>
								other.shape === one.shape ||
								iou(bitmapIn(one), bitmapIn(other)) > iouThresholds.duplicateObject,
						),
					).toBe(true);
				}
			}),
		);
	});

	it('is the same whatever order the clicks were asked in', async () => {
		const distinctScores = shapes.filter((all) => new Set(all.map(({ score }) => score)).size === all.length);
		await fc.assert(
			fc.asyncProperty(distinctScores, async (all) => {
				expect(await distinct(all.toReversed())).toEqual(await distinct(all));
			}),
		);
	});
});

describe('the IoU of two boxes', () => {
	const box = fc
		.tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
		.map(([x, y, width, height]): CellBox => [x, y, x + width, y + height]);

	it('is that of the cells in them', () => {
		const cellsOf = ([left, top, right, bottom]: CellBox) => {
			const cells = new Set<number>();
			for (let x = left; x < right; x++) for (let y = top; y < bottom; y++) cells.add(100 * x + y);
			return cells;
		};
		fc.assert(
			fc.property(box, box, (a, b) => {
				const [inA, inB] = [cellsOf(a), cellsOf(b)];
				const both = [...inA].filter((cell) => inB.has(cell)).length;
				expect(boxIou(a, b)).toBeCloseTo(both / (inA.size + inB.size - both), 10);
			}),
		);
	});
});
