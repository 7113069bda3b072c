import { describe, expect, it } from 'vitest';
import { area, fromBitmap, toBitmap } from '../../../../src/shared/mask/runLengths';
import { withoutSpecks } from '../../../../src/shared/mask/specks';
import fc from '../../fastCheck';
import { type Bitmap, bitmap } from './bitmaps';

/** The regions of a bitmap, found pixel by pixel: lists of row-major indices. */
function regions({ width, height, pixels }: Bitmap): number[][] {
	const seen = new Set<number>();
	const found: number[][] = [];
	for (const [start, value] of pixels.entries()) {
		if (value === 0 || seen.has(start)) continue;
		const region = [start];
		seen.add(start);
		for (const at of region) {
			const [x, y] = [at % width, Math.floor(at / width)];
			for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
				for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
					const next = ny * width + nx;
					if (pixels[next] === 0 || seen.has(next)) continue;
					seen.add(next);
					region.push(next);
				}
			}
		}
		found.push(region);
	}
	return found;
}

const masks = (check: (b: Bitmap) => void) => fc.assert(fc.property(bitmap, check));
const runsOf = ({ pixels, width, height }: Bitmap) => fromBitmap(pixels, width, height);

function drawn(rows: readonly string[]): Bitmap {
	const pixels = Uint8Array.from(rows.join(''), (cell) => (cell === '#' ? 1 : 0));
	return { width: rows[0]!.length, height: rows.length, pixels };
}

describe('withoutSpecks', () => {
	it('takes exactly the regions below the share, never a largest one', () => {
		fc.assert(
			fc.property(bitmap, fc.double({ min: 0, max: 1, noNaN: true }), (b, share) => {
				const left = toBitmap(withoutSpecks(runsOf(b), share, []));
				const all = regions(b);
				const least = share * all.flat().length;
				const most = Math.max(0, ...all.map(({ length }) => length));
				let largestLeft = 0;
				for (const region of all) {
					const stays = left[region[0]!] === 1;
					expect(region.every((at) => left[at] === (stays ? 1 : 0))).toBe(true);
					if (region.length >= least) expect(stays).toBe(true);
					else if (region.length < most) expect(stays).toBe(false);
					if (region.length === most && stays) largestLeft++;
				}
				expect(largestLeft).toBeGreaterThan(all.length === 0 ? -1 : 0);
				expect(left.every((value, at) => value <= b.pixels[at]!)).toBe(true);
			}),
		);
	});

	it('gives canonical runs, and the same mask where nothing is small', () => {
		masks((b) => {
			const cleaned = withoutSpecks(runsOf(b), 0.5, []);
			expect(cleaned).toEqual(fromBitmap(toBitmap(cleaned), b.width, b.height));
			expect(withoutSpecks(runsOf(b), 0, [])).toEqual(runsOf(b));
		});
	});

	it('keeps the region of a pixel that is asked for, and no other', () => {
		const mask = runsOf(drawn(['###..', '###.#', '.....', '#....']));
		expect(area(withoutSpecks(mask, 0.5, []))).toBe(6);
		expect(area(withoutSpecks(mask, 0.5, [{ x: 4, y: 1 }]))).toBe(7);
		expect(area(withoutSpecks(mask, 0.5, [{ x: 3, y: 3 }]))).toBe(6);
		expect(area(withoutSpecks(mask, 0.5, [{ x: 9, y: -1 }]))).toBe(6);
	});

	it('takes what touches at a corner only as one region', () => {
		expect(area(withoutSpecks(runsOf(drawn(['##..', '##..', '..#.'])), 0.3, []))).toBe(5);
	});
});
