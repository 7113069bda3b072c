import { describe, expect, it } from 'vitest';
import { cutAlong } from '../../../../src/shared/mask/cutAlong';
import { giveOverlapToUpper } from '../../../../src/shared/mask/giveOverlap';
import { grow, shrink } from '../../../../src/shared/mask/growShrink';
import { fillHoles } from '../../../../src/shared/mask/holes';
import { splitRegions } from '../../../../src/shared/mask/regions';
import {
	area,
	emptyMask,
	fromBitmap,
	type RunLengths,
	toBitmap,
} from '../../../../src/shared/mask/runLengths';
import { complement, intersectionArea, union } from '../../../../src/shared/mask/setOperations';
import { smooth } from '../../../../src/shared/mask/smooth';
import fc from '../../fastCheck';
import { type Bitmap, bitmap, bitmaps } from './bitmaps';
import { plainRegions } from './plainRegions';

const runsOf = ({ pixels, width, height }: Bitmap) => fromBitmap(pixels, width, height);

/** The mask whose pixels are those for which `isInside` holds, pixel by pixel. */
function plain({ width, height }: Bitmap, isInside: (x: number, y: number) => boolean): RunLengths {
	const pixels = Uint8Array.from({ length: width * height }, (_, i) =>
		isInside(i % width, Math.floor(i / width)) ? 1 : 0,
	);
	return fromBitmap(pixels, width, height);
}

/** The pixels of the image within `distance` of (x, y), as their values. */
function near({ width, height, pixels }: Bitmap, x: number, y: number, distance: number): number[] {
	const values: number[] = [];
	for (let i = 0; i < width; i++) {
		for (let j = 0; j < height; j++) {
			if ((i - x) ** 2 + (j - y) ** 2 <= distance ** 2) values.push(pixels[j * width + i]!);
		}
	}
	return values;
}

function expectPartition(pieces: readonly RunLengths[], mask: RunLengths): void {
	expect(pieces.reduce(union, emptyMask(mask.width, mask.height))).toEqual(mask);
	expect(pieces.reduce((sum, piece) => sum + area(piece), 0)).toBe(area(mask));
}

describe('complement', () => {
	it('has every other pixel', () => {
		fc.assert(
			fc.property(bitmap, (b) => {
				expect(complement(runsOf(b))).toEqual(plain(b, (x, y) => b.pixels[y * b.width + x] === 0));
			}),
		);
	});
});

describe('splitRegions', () => {
	it('gives the regions of the pixels, the largest first', () => {
		fc.assert(
			fc.property(bitmap, (b) => {
				const regions = splitRegions(runsOf(b));
				const areas = regions.map(area);
				expect(areas).toEqual(areas.toSorted((x, y) => y - x));
				const expected = plainRegions(b).map((indices) =>
					plain(b, (x, y) => indices.includes(y * b.width + x)),
				);
				expect(regions).toHaveLength(expected.length);
				expect(expected).toEqual(expect.arrayContaining(regions));
			}),
		);
	});
});

describe('fillHoles', () => {
	it('fills what no way over edges leads out of', () => {
		fc.assert(
			fc.property(bitmap, (b) => {
				const { width, height } = b;
				const outside = { width, height, pixels: b.pixels.map((value) => 1 - value) };
				const holes = plainRegions(outside, false).filter((region) =>
					region.every((i) => {
						const [x, y] = [i % width, Math.floor(i / width)];
						return x > 0 && y > 0 && x < width - 1 && y < height - 1;
					}),
				);
				const filled = new Set(holes.flat());
				expect(fillHoles(runsOf(b))).toEqual(
					plain(b, (x, y) => b.pixels[y * width + x] === 1 || filled.has(y * width + x)),
				);
			}),
		);
	});
});

describe('grow and shrink', () => {
	const distances = fc.double({ min: 0, max: 5, noNaN: true });

	it('grow reaches exactly the pixels within the distance', () => {
		fc.assert(
			fc.property(bitmap, distances, (b, distance) => {
				expect(grow(runsOf(b), distance)).toEqual(plain(b, (x, y) => near(b, x, y, distance).includes(1)));
			}),
		);
	});

	it('shrink takes exactly the pixels within the distance of the outside, but not from the border', () => {
		fc.assert(
			fc.property(bitmap, distances, (b, distance) => {
				expect(shrink(runsOf(b), distance)).toEqual(plain(b, (x, y) => !near(b, x, y, distance).includes(0)));
			}),
		);
	});
});

describe('smooth', () => {
	it('makes each pixel as most around it are', () => {
		fc.assert(
			fc.property(bitmap, fc.integer({ min: 0, max: 4 }), (b, radius) => {
				const expected = plain(b, (x, y) => {
					const values = near(b, x, y, radius);
					const inside = values.filter((value) => value === 1).length;
					if (2 * inside === values.length) return b.pixels[y * b.width + x] === 1;
					return 2 * inside > values.length;
				});
				expect(smooth(runsOf(b), radius)).toEqual(expected);
			}),
		);
	});
});

describe('cutAlong', () => {
	const point = fc.record({
		x: fc.double({ min: -2, max: 14, noNaN: true }),
		y: fc.double({ min: -2, max: 14, noNaN: true }),
	});

	it('loses no pixel and makes no overlap, however the line runs', () => {
		fc.assert(
			fc.property(bitmap, fc.array(point, { minLength: 1, maxLength: 5 }), (b, line) => {
				const mask = runsOf(b);
				const pieces = cutAlong(mask, line);
				expectPartition(pieces, mask);
				for (const piece of pieces.slice(1)) expect(splitRegions(piece)).toHaveLength(1);
			}),
		);
	});

	it('cuts a thing in two by any straight line through its middle', () => {
		const size = { width: 40, height: 30, pixels: new Uint8Array(0) };
		const disc = plain(size, (x, y) => (x - 20) ** 2 + (y - 15) ** 2 <= 100);
		fc.assert(
			fc.property(fc.double({ min: 0, max: Math.PI, noNaN: true }), (angle) => {
				const [dx, dy] = [20 * Math.cos(angle), 20 * Math.sin(angle)];
				const line = [
					{ x: 20 - dx, y: 15 - dy },
					{ x: 20 + dx, y: 15 + dy },
				];
				const pieces = cutAlong(disc, line);
				expectPartition(pieces, disc);
				expect(pieces).toHaveLength(2);
				expect(area(pieces[1]!)).toBeGreaterThan(0.35 * area(disc));
			}),
		);
	});

	it('leaves alone what the line does not cross, and a thing that it only scratches', () => {
		const size = { width: 20, height: 10, pixels: new Uint8Array(0) };
		const two = plain(size, (x, y) => y > 1 && y < 8 && (x < 8 || x > 12));
		const across = [
			{ x: 4, y: 0 },
			{ x: 4, y: 10 },
		];
		const pieces = cutAlong(two, across);
		expect(pieces).toHaveLength(2);
		expect(splitRegions(pieces[0]!)).toHaveLength(2);
		expect(cutAlong(two, [across[0]!, { x: 4, y: 5 }])).toEqual([two]);
	});
});

describe('giveOverlapToUpper', () => {
	it('gives every pixel to the uppermost mask that has it', () => {
		fc.assert(
			fc.property(bitmaps, (all) => {
				const masks = all.map(runsOf);
				const given = giveOverlapToUpper(masks);
				const [{ width }] = all;
				for (const [i, mask] of given.entries()) {
					const isAbove = (at: number) => all.slice(i + 1).some(({ pixels }) => pixels[at] === 1);
					expect(mask).toEqual(
						plain(all[0], (x, y) => {
							const at = y * width + x;
							return all[i]!.pixels[at] === 1 && !isAbove(at);
						}),
					);
					for (const other of given.slice(i + 1)) expect(intersectionArea(mask, other)).toBe(0);
				}
				expect(toBitmap(given[2]!)).toEqual(all[2].pixels);
			}),
		);
		expect(giveOverlapToUpper([])).toEqual([]);
	});
});
