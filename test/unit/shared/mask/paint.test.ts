import { describe, expect, it } from 'vitest';
import { colourRegion } from '../../../../src/shared/mask/colourRegion';
import { paintStroke } from '../../../../src/shared/mask/paint';
import { area, fromBitmap, toBitmap } from '../../../../src/shared/mask/runLengths';
import fc from '../../fastCheck';
import { plainRegions } from './plainRegions';

interface Point {
	readonly x: number;
	readonly y: number;
}

const point = fc.record({
	x: fc.double({ min: -5, max: 25, noNaN: true }),
	y: fc.double({ min: -5, max: 20, noNaN: true }),
});

function distanceTo({ x, y }: Point, a: Point, b: Point): number {
	const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
	const along = length === 0 ? 0 : ((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length;
	const t = Math.min(1, Math.max(0, along));
	return Math.hypot(x - a.x - t * (b.x - a.x), y - a.y - t * (b.y - a.y));
}

describe('paintStroke', () => {
	it('paints the pixels whose centre is within the radius of the line', () => {
		const lines = fc.array(point, { minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(lines, fc.double({ min: 0, max: 8, noNaN: true }), (line, radius) => {
				const [width, height] = [20, 15];
				const painted = toBitmap(paintStroke(line, radius, width, height));
				for (let i = 0; i < painted.length; i++) {
					const centre = { x: (i % width) + 0.5, y: Math.floor(i / width) + 0.5 };
					const distances = line.map((a, n) => distanceTo(centre, a, line[n + 1] ?? a));
					const distance = Math.min(...distances);
					// On the very edge, the last bit of a sum decides.
					if (Math.abs(distance - radius) < 1e-5) continue;
					expect(painted[i]).toBe(distance < radius ? 1 : 0);
				}
			}),
		);
	});

	it('makes canonical runs', () => {
		fc.assert(
			fc.property(fc.array(point, { minLength: 1, maxLength: 6 }), (line) => {
				const painted = paintStroke(line, 3, 20, 15);
				expect(fromBitmap(toBitmap(painted), 20, 15)).toEqual(painted);
			}),
		);
		expect(area(paintStroke([{ x: 100, y: 100 }], 3, 20, 15))).toBe(0);
	});
});

describe('colourRegion', () => {
	it('is the connected region of alike pixels', () => {
		const pictures = fc
			.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
			.chain(([width, height]) =>
				fc.record({
					width: fc.constant(width),
					height: fc.constant(height),
					grey: fc.array(fc.integer({ min: 0, max: 5 }), {
						minLength: width * height,
						maxLength: width * height,
					}),
					at: fc.record({ x: fc.nat(width - 1), y: fc.nat(height - 1) }),
					tolerance: fc.integer({ min: 0, max: 3 }),
				}),
			);
		fc.assert(
			fc.property(pictures, ({ width, height, grey, at, tolerance }) => {
				// Each channel by itself can be the one that differs.
				const rgba = Uint8ClampedArray.from(
					grey.flatMap((value, i) => [0, 1, 2].map((channel) => (i % 3 === channel ? value : 0)).concat(255)),
				);
				const seed = at.y * width + at.x;
				const isAlike = (i: number) =>
					[0, 1, 2].every(
						(channel) => Math.abs(rgba[4 * i + channel]! - rgba[4 * seed + channel]!) <= tolerance,
					);
				const alike = Uint8Array.from(grey, (_, i) => (isAlike(i) ? 1 : 0));
				const regions = plainRegions({ width, height, pixels: alike }, false);
				const region = regions.find((indices) => indices.includes(seed))!;
				const expected = Uint8Array.from(grey, (_, i) => (region.includes(i) ? 1 : 0));
				expect(colourRegion(rgba, width, height, at, tolerance)).toEqual(fromBitmap(expected, width, height));
			}),
		);
	});
});
