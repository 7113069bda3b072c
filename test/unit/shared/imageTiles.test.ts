import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isTiled, overviewSize, tiledSizes } from '../../../src/shared/imageTiles';

it('an image is tiled where it has more pixels, or is longer, than one picture of a page should be', () => {
	expect(isTiled({ width: 8000, height: 5000 })).toBe(false);
	expect(isTiled({ width: 12_000, height: 8400 })).toBe(true);
	expect(isTiled({ width: 30_000, height: 40 })).toBe(true);
});

it('the sizes of a tiled image go from its own to what is shown whole, by halves', () => {
	expect(tiledSizes({ width: 12_000, height: 8400 })).toEqual([
		{ width: 12_000, height: 8400 },
		{ width: 6000, height: 4200 },
	]);
	const tiled = fc
		.record({ width: fc.integer({ min: 1, max: 60_000 }), height: fc.integer({ min: 1, max: 60_000 }) })
		.filter(isTiled);
	fc.assert(
		fc.property(tiled, (image) => {
			const whole = overviewSize(image);
			expect(whole.width * whole.height).toBeLessThanOrEqual(16_000_000);
			expect(Math.max(whole.width, whole.height)).toBeLessThanOrEqual(16_384);
			const sizes = tiledSizes(image);
			expect(sizes[0]).toEqual(image);
			expect(sizes.at(-1)!.width).toBeLessThanOrEqual(2 * whole.width + 2);
		}),
	);
});
