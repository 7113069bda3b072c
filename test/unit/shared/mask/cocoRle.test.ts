import { describe, expect, it } from 'vitest';
import { decodeRle, decodeUncompressed, encodeRle } from '../../../../src/shared/mask/cocoRle';
import {
	area,
	emptyMask,
	fromBitmap,
	fullMask,
	type RunLengths,
} from '../../../../src/shared/mask/runLengths';
import fc from '../../fastCheck';
import { bitmap } from './bitmaps';

function draw(width: number, height: number, inside: (x: number, y: number) => boolean): RunLengths {
	const pixels = new Uint8Array(width * height);
	for (let i = 0; i < pixels.length; i++) {
		pixels[i] = inside(i % width, Math.floor(i / width)) ? 1 : 0;
	}
	return fromBitmap(pixels, width, height);
}

/** What pycocotools 2.0.11 writes for these masks (`mask.encode`). */
const known: readonly (readonly [string, RunLengths, string])[] = [
	['an empty mask', emptyMask(4, 3), '<'],
	['a full mask', fullMask(4, 3), '0<'],
	['a mask that starts at once', draw(2, 2, (x, y) => x === y), '0120'],
	['a few pixels', fromBitmap(Uint8Array.of(0, 1, 1, 1, 0, 1), 3, 2), '1210'],
	[
		'a disc',
		draw(640, 480, (x, y) => (x - 300) ** 2 + (y - 200) ** 2 < 900),
		'QWo3?^>6J6L2M4M2M4M2N2N2N2O0O2N2O0O2N2O000O2O000O2O0000000000000000000000000001N10001N10001N2N101N2N101N2N2N2N3L3N3L3N4J6JRTa4',
	],
	['a box', draw(640, 480, (x, y) => y >= 100 && y < 400 && x >= 50 && x < 57), 'Tag0\\9d500000000000lUa8'],
	['12 megapixels', fullMask(4000, 3000), '0PhV^;'],
	[
		'the last pixel of 12 megapixels',
		{ width: 4000, height: 3000, counts: Uint32Array.of(11999999, 1) },
		'ogV^;1',
	],
	[
		'far jumps in 12 megapixels',
		{
			width: 4000,
			height: 3000,
			counts: Uint32Array.of(3000010, 1990, 1010, 1990, 1010, 1990, 1005, 1, 8990994),
		},
		'Zfak2Vn1bo0000KkQNUY[b8',
	],
];

describe('compressed RLE', () => {
	it.each(known)('is what pycocotools writes for %s', (_, mask, counts) => {
		expect(encodeRle(mask)).toEqual({ size: [mask.height, mask.width], counts });
		expect(decodeRle({ size: [mask.height, mask.width], counts })).toEqual(mask);
	});

	it('decodes to the mask that was encoded', () => {
		fc.assert(
			fc.property(bitmap, (b) => {
				const mask = fromBitmap(b.pixels, b.width, b.height);
				expect(decodeRle(encodeRle(mask))).toEqual(mask);
			}),
		);
	});

	it('decodes runs of any length up to 2³¹ − 1', () => {
		const run = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
		fc.assert(
			fc.property(fc.array(run, { minLength: 1, maxLength: 9 }), (runs) => {
				const height = runs.reduce((sum, n) => sum + n, 0);
				const mask = { width: 1, height, counts: Uint32Array.from(runs) };
				expect(decodeRle(encodeRle(mask))).toEqual(mask);
			}),
		);
	});

	it.each([
		['~', 'Expected a character from "0" to "o" for counts but received "~" at character 0'],
		['1 1', 'Expected a character from "0" to "o" for counts but received " " at character 1'],
		['1é', 'Expected a character from "0" to "o" for counts but received "é" at character 1'],
		['1P', 'Expected a character from "0" to "o" for counts but received the end at character 2'],
		['PPPPPPP1', 'Expected at most 7 characters a number for counts but received more at character 7'],
		['O', 'Expected runs of 0 or more pixels for counts but received -1 at run 0'],
		['', 'Expected runs of 6 pixels together for counts of 3 × 2 but received 0'],
		['7', 'Expected runs of 6 pixels together for counts of 3 × 2 but received 7'],
	])('refuses %j', (counts, sentence) => {
		expect(() => decodeRle({ size: [2, 3], counts })).toThrow(new RangeError(sentence));
	});

	it('decodes any text, or refuses it with a RangeError', () => {
		const text = fc.string({ unit: fc.constantFrom(...'0123NOPo?_~') });
		fc.assert(
			fc.property(text, (counts) => {
				try {
					expect(area(decodeRle({ size: [3, 4], counts }))).toBeLessThanOrEqual(12);
				} catch (error) {
					expect(error).toBeInstanceOf(RangeError);
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('never holds pixels: a mask of two gigapixels is as long as its runs', () => {
		const side = 45_000;
		const counts = Uint32Array.of(side * 1000, 500, side * (side - 1000) - 500);
		const encoded = encodeRle({ width: side, height: side, counts });
		expect(encoded.counts.length).toBeLessThan(30);
		expect(decodeRle(encoded).counts).toEqual(counts);
	});
});

describe('uncompressed RLE', () => {
	it('joins the neighbours of runs without pixels', () => {
		const mask = decodeUncompressed([2, 3], [0, 0, 1, 1, 0, 2, 2, 0]);
		expect(mask).toEqual({ width: 3, height: 2, counts: Uint32Array.of(1, 3, 2) });
	});

	it.each([
		[[1, 4], 'Expected runs of 6 pixels together for counts of 3 × 2 but received 5'],
		[[7, -1], 'Expected runs of 0 or more pixels for counts but received -1 at run 1'],
		[[1.5, 4.5], 'Expected runs of 0 or more pixels for counts but received 1.5 at run 0'],
		[[Number.NaN], 'Expected runs of 0 or more pixels for counts but received NaN at run 0'],
	])('refuses %j', (counts, sentence) => {
		expect(() => decodeUncompressed([2, 3], counts)).toThrow(new RangeError(sentence));
	});
});
