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
const bitmapIn = ({ shape }: Proposal) => ('bitmap' in shape ? shape.bitmap : discAt(0, 0, 0));

describe('each thing once', () => {
	it('is the proposal with the highest score', () => {
		const [low, high] = [discAt(50, 50, 30), discAt(51, 50, 30)];
		expect(distinctProposals([seen({ bitmap: low }, 0.9), seen({ bitmap: high }, 0.95)])).toEqual([
			seen({ bitmap: high }, 0.95),
		]);
	});

	it('stands at the levels of all that it is', () => {
		const [low, high] = [discAt(50, 50, 30), discAt(51, 50, 30)];
		const found = distinctProposals([
			seen({ bitmap: high }, 0.95, 3),
			seen({ bitmap: low }, 0.9, 1),
			seen({ bitmap: low }, 0.8, 3),
		]);
		expect(found).toEqual([{ ...seen({ bitmap: high }, 0.95, 3), levels: [1, 3] }]);
	});

	it('leaves a part in its whole', () => {
		expect(
			distinctProposals([
				seen({ bitmap: discAt(50, 50, 40) }, 0.9),
				seen({ bitmap: discAt(50, 50, 20) }, 0.95),
			]),
		).toHaveLength(2);
	});

	it('keeps two levels with one box: a frame and its picture', () => {
		const box = [10, 10, 30, 30] as const;
		expect(distinctProposals([inBox(box, 0.9, 1), inBox(box, 0.95, 2), inBox(box, 0.85, 2)])).toEqual([
			inBox(box, 0.95, 2),
			inBox(box, 0.9, 1),
		]);
	});

	it('has no two that are alike, none that is not of them, and none that nothing kept is like missing', () => {
		fc.assert(
			fc.property(shapes, (all) => {
				const kept = distinctProposals(all);
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

	it('is the same whatever order the clicks were asked in', () => {
		const distinctScores = shapes.filter((all) => new Set(all.map(({ score }) => score)).size === all.length);
		fc.assert(
			fc.property(distinctScores, (all) => {
				expect(distinctProposals(all.toReversed())).toEqual(distinctProposals(all));
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
