import { describe, expect, it } from 'vitest';
import {
	area,
	emptyMask,
	fromBitmap,
	fullMask,
	type RunLengths,
	toBitmap,
} from '../../../../src/shared/mask/runLengths';
import {
	containment,
	intersect,
	intersectionArea,
	iou,
	subtract,
	union,
	xor,
} from '../../../../src/shared/mask/setOperations';
import fc from '../../fastCheck';
import { bitmaps } from './bitmaps';

const masks = bitmaps.map((all) => all.map((b) => fromBitmap(b.pixels, b.width, b.height)));

function threeMasks(check: (a: RunLengths, b: RunLengths, c: RunLengths) => void): void {
	fc.assert(fc.property(masks, ([a, b, c]) => check(a!, b!, c!)));
}

describe('set operations', () => {
	it.each([
		['union', union, (p: number, q: number) => p | q],
		['intersect', intersect, (p: number, q: number) => p & q],
		['subtract', subtract, (p: number, q: number) => p & (1 - q)],
		['xor', xor, (p: number, q: number) => p ^ q],
	] as const)('%s does to runs what it does to pixels, canonically', (_, operation, onPixels) => {
		threeMasks((a, b) => {
			const pixelsOfB = toBitmap(b);
			const expected = toBitmap(a).map((pixel, i) => onPixels(pixel, pixelsOfB[i]!));
			expect(operation(a, b)).toEqual(fromBitmap(expected, a.width, a.height));
		});
	});

	it('obey the laws of sets', () => {
		threeMasks((a, b, c) => {
			const full = fullMask(a.width, a.height);
			const empty = emptyMask(a.width, a.height);
			expect(union(a, union(b, c))).toEqual(union(union(a, b), c));
			expect(intersect(a, union(b, c))).toEqual(union(intersect(a, b), intersect(a, c)));
			expect(subtract(full, union(a, b))).toEqual(intersect(subtract(full, a), subtract(full, b)));
			expect(xor(a, b)).toEqual(subtract(union(a, b), intersect(a, b)));
			expect(xor(xor(a, b), b)).toEqual(a);
			expect(subtract(a, a)).toEqual(empty);
			expect(union(a, empty)).toEqual(a);
		});
	});

	it('measure overlap without building it', () => {
		threeMasks((a, b) => {
			const both = area(intersect(a, b));
			const either = area(union(a, b));
			expect(intersectionArea(a, b)).toBe(both);
			expect(intersectionArea(b, a)).toBe(both);
			expect(iou(a, b)).toBe(either === 0 ? 0 : both / either);
			expect(containment(a, b)).toBe(area(a) === 0 ? 0 : both / area(a));
		});
	});

	it('refuse masks of two sizes', () => {
		expect(() => union(emptyMask(3, 2), emptyMask(2, 3))).toThrow(
			'Expected masks of one size for a set operation but received 3 × 2 and 2 × 3',
		);
		expect(() => iou(emptyMask(3, 2), emptyMask(2, 3))).toThrow(RangeError);
	});
});
