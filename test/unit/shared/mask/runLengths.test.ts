import { describe, expect, it } from 'vitest';
import {
	area,
	bbox,
	containsPixel,
	emptyMask,
	fromBitmap,
	fullMask,
	toBitmap,
} from '../../../../src/shared/mask/runLengths';
import fc from '../../fastCheck';
import { type Bitmap, bitmap } from './bitmaps';

const runs = (b: Bitmap) => fromBitmap(b.pixels, b.width, b.height);

describe('run lengths', () => {
	it('give back the bitmap that they were made of', () => {
		fc.assert(
			fc.property(bitmap, (b) => {
				expect(toBitmap(runs(b))).toEqual(b.pixels);
			}),
		);
	});

	it('are canonical: no empty run but a leading one, and together the whole image', () => {
		fc.assert(
			fc.property(bitmap, (b) => {
				const { counts } = runs(b);
				expect(counts.slice(1)).not.toContain(0);
				expect(counts.reduce((sum, n) => sum + n, 0)).toBe(b.width * b.height);
			}),
		);
	});

	it('go down the columns, zeros first', () => {
		const mask = fromBitmap(Uint8Array.of(0, 1, 1, 1, 0, 1), 3, 2);
		expect([...mask.counts]).toEqual([1, 2, 1, 2]);
	});

	it('know area, box and pixels of the bitmap', () => {
		fc.assert(
			fc.property(bitmap, (b) => {
				const mask = runs(b);
				const inside = [...b.pixels.keys()].filter((i) => b.pixels[i] === 1);
				const xs = inside.map((i) => i % b.width);
				const ys = inside.map((i) => Math.floor(i / b.width));
				const left = Math.min(...xs);
				const top = Math.min(...ys);
				const box =
					inside.length === 0
						? [0, 0, 0, 0]
						: [left, top, Math.max(...xs) - left + 1, Math.max(...ys) - top + 1];
				expect(area(mask)).toBe(inside.length);
				expect(bbox(mask)).toEqual(box);
				b.pixels.forEach((pixel, i) => {
					expect(containsPixel(mask, i % b.width, Math.floor(i / b.width))).toBe(pixel === 1);
				});
			}),
		);
	});

	it('contain nothing outside the image', () => {
		const full = fullMask(3, 2);
		for (const [x, y] of [
			[-1, 0],
			[0, -1],
			[3, 0],
			[0, 2],
		] as const) {
			expect(containsPixel(full, x, y)).toBe(false);
		}
	});

	it('have an empty and a full mask', () => {
		expect(toBitmap(emptyMask(3, 2))).toEqual(new Uint8Array(6));
		expect(toBitmap(fullMask(3, 2))).toEqual(new Uint8Array(6).fill(1));
	});

	it('refuse a bitmap of another size', () => {
		expect(() => fromBitmap(new Uint8Array(5), 3, 2)).toThrow(
			'Expected 6 pixels for a bitmap of 3 × 2 but received 5',
		);
	});
});
