import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiledSizes } from '../../../../src/shared/imageTiles';
import { placeOf, sizeFor, tilesIn } from '../../../../webview/stage/tileGrid';

const image = { width: 12_000, height: 8401 };
const region = fc
	.record({
		x: fc.nat(11_999),
		y: fc.nat(8400),
		width: fc.integer({ min: 1 }),
		height: fc.integer({ min: 1 }),
	})
	.map(({ x, y, width, height }) => ({
		x,
		y,
		width: 1 + (width % (image.width - x)),
		height: 1 + (height % (image.height - y)),
	}));

describe('the tiles of a region', () => {
	it('cover it, and none of them lies beside it', () => {
		fc.assert(
			fc.property(region, fc.nat(1), (seen, size) => {
				const places = tilesIn(image, size, seen).map((tile) => placeOf(image, tile));
				let covered = 0;
				for (const { x, y, width, height } of places) {
					const across = Math.min(x + width, seen.x + seen.width) - Math.max(x, seen.x);
					const down = Math.min(y + height, seen.y + seen.height) - Math.max(y, seen.y);
					expect(Math.min(across, down)).toBeGreaterThan(0);
					covered += across * down;
				}
				expect(covered).toBe(seen.width * seen.height);
			}),
		);
	});

	it('come from its middle outwards', () => {
		const tiles = tilesIn(image, 0, { x: 5000, y: 4000, width: 1536, height: 1024 });
		expect(tiles[0]).toMatchObject({ size: 0, column: 11, row: 8 });
	});
});

describe('the size of the tiles that are drawn', () => {
	const seen = { x: 3000, y: 3000, width: 1000, height: 800 };

	it('has a pixel for every pixel of the screen, and no more than are needed', () => {
		expect(sizeFor(image, 4, seen, 96)).toBe(0);
		expect(sizeFor(image, 1, seen, 96)).toBe(0);
		expect(sizeFor(image, 0.51, seen, 96)).toBe(0);
		expect(sizeFor(image, 0.5, seen, 96)).toBe(1);
	});

	it('is none where the whole picture is as fine, and a coarser one where there would be too many', () => {
		expect(sizeFor(image, 0.1, seen, 96)).toBeUndefined();
		expect(sizeFor(image, 1, { x: 0, y: 0, ...image }, 120)).toBe(1);
		expect(sizeFor(image, 1, { x: 0, y: 0, ...image }, 20)).toBeUndefined();
		expect(tiledSizes(image)).toHaveLength(2);
	});
});
