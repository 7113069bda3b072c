import { describe, expect, it } from 'vitest';
import { pointGrid } from '../../../../src/inference/everything/pointGrid';
import fc from '../../fastCheck';

describe('the grid of clicks', () => {
	it('is a square one on a square image, row by row, in the middle of its cells', () => {
		expect(pointGrid({ width: 40, height: 40 }, 2)).toEqual([
			{ x: 10, y: 10 },
			{ x: 30, y: 10 },
			{ x: 10, y: 30 },
			{ x: 30, y: 30 },
		]);
	});

	it('has as many places on a wide image, in cells about as wide as high', () => {
		const points = pointGrid({ width: 4000, height: 1000 }, 32);
		expect(points).toHaveLength(1024);
		expect(points[1]!.x - points[0]!.x).toBe(4000 / 64);
		expect(points[64]!.y - points[0]!.y).toBe(1000 / 16);
	});

	it('lies within every image, no two of it at one place, and about as many as were asked for', () => {
		const side = fc.integer({ min: 1, max: 20_000 });
		fc.assert(
			fc.property(side, side, fc.integer({ min: 1, max: 40 }), (width, height, perSide) => {
				const points = pointGrid({ width, height }, perSide);
				const total = perSide * perSide;
				expect(points.length).toBeGreaterThan(0);
				expect(points.length).toBeLessThanOrEqual(2 * total);
				if (Math.min(width, height) >= total) expect(points.length).toBeGreaterThanOrEqual(total / 2);
				for (const { x, y } of points) expect(x > 0 && x < width && y > 0 && y < height).toBe(true);
				expect(new Set(points.map(({ x, y }) => `${x},${y}`)).size).toBe(points.length);
			}),
		);
	});
});
