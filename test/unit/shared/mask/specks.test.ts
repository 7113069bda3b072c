import { describe, expect, it } from 'vitest';
import { area, fromBitmap, toBitmap } from '../../../../src/shared/mask/runLengths';
import { removeSpecks, withoutSpecks } from '../../../../src/shared/mask/specks';
import fc from '../../fastCheck';
import { type Bitmap, bitmap } from './bitmaps';
import { plainRegions } from './plainRegions';

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
				const all = plainRegions(b);
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

	it('takes a size in pixels as well, and leaves the largest region', () => {
		const mask = runsOf(drawn(['##...', '##..#', '....#', '#....']));
		expect(area(removeSpecks(mask, 2))).toBe(6);
		expect(area(removeSpecks(mask, 3))).toBe(4);
		expect(area(removeSpecks(mask, 100))).toBe(4);
	});
});
