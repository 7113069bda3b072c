import { describe, expect, it } from 'vitest';
import { boxFit } from '../../../../src/inference/mask/maskQuality';
import fc from '../../fastCheck';
import { discs, spaceOf } from '../discs';

const space = spaceOf(200, 200);
const box = (x0: number, y0: number, x1: number, y1: number) => ({ type: 'box', x0, y0, x1, y1 }) as const;
const [disc] = discs({ x: 100, y: 100 }, [40], space);

describe('how well a mask fills a box', () => {
	it('is best for its own bounding box, whichever corners are given', () => {
		const own = boxFit(disc!.logits, box(60, 60, 140, 140), space);
		expect(own).toBeGreaterThan(0.85);
		expect(boxFit(disc!.logits, box(140, 60, 60, 140), space)).toBe(own);
		fc.assert(
			fc.property(
				fc.tuple(fc.integer({ min: -55, max: 55 }), fc.integer({ min: -55, max: 55 })),
				fc.integer({ min: 5, max: 60 }),
				([dx, dy], half) => {
					fc.pre(Math.abs(dx) + Math.abs(dy) + Math.abs(half - 40) > 10);
					const other = box(100 + dx - half, 100 + dy - half, 100 + dx + half, 100 + dy + half);
					expect(boxFit(disc!.logits, other, space)).toBeLessThan(own);
				},
			),
		);
	});

	it('is nothing where the two have nothing in common, or there is no mask', () => {
		expect(boxFit(disc!.logits, box(0, 0, 40, 40), space)).toBe(0);
		expect(
			boxFit(
				disc!.logits.map(() => -1),
				box(60, 60, 140, 140),
				space,
			),
		).toBe(0);
	});
});
