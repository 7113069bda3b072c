import { describe, expect, it } from 'vitest';
import { bridgeHoles, joinRings } from '../../../../src/shared/mask/joinRings';
import { fillPolygons } from '../../../../src/shared/mask/polygonFill';
import { polygonsWithHoles } from '../../../../src/shared/mask/polygonsWithHoles';
import { fromBitmap } from '../../../../src/shared/mask/runLengths';
import fc from '../../fastCheck';
import { bitmap } from './bitmaps';

/** A mask drawn in text: # is inside. */
function drawn(...rows: string[]) {
	const pixels = Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : 0));
	return fromBitmap(pixels, rows[0]!.length, rows.length);
}

describe('polygonsWithHoles', () => {
	it('gives each piece its holes, and makes an island in a hole a piece', () => {
		const pieces = polygonsWithHoles(
			drawn('#######..', '#.....#..', '#.###.#.#', '#.#.#.#..', '#.###.#..', '#.....#..', '#######..'),
		);
		expect(
			pieces.map(({ outer, holes }) => [outer.slice(0, 2), holes.map((hole) => hole.slice(0, 2))]),
		).toEqual([
			[[0, 0], [[1, 1]]],
			[[2, 2], [[3, 3]]],
			[[8, 2], []],
		]);
	});

	it('finds the piece of a hole that lies behind another hole', () => {
		const [piece, ...others] = polygonsWithHoles(drawn('#########', '#.##.##.#', '#########'));
		expect(others).toEqual([]);
		expect(piece!.holes).toHaveLength(3);
	});

	it('has pieces that fill to the mask again, with their holes bridged, and also joined to one ring', () => {
		fc.assert(
			fc.property(bitmap, ({ width, height, pixels }) => {
				const mask = fromBitmap(pixels, width, height);
				const rings = polygonsWithHoles(mask).map(bridgeHoles);
				expect(fillPolygons(rings, width, height)).toEqual(mask);
				if (rings.length > 0) expect(fillPolygons([joinRings(rings)], width, height)).toEqual(mask);
			}),
			{ numRuns: 300 },
		);
	});

	it('never puts a hole outside its piece', () => {
		fc.assert(
			fc.property(bitmap, ({ width, height, pixels }) => {
				for (const { outer, holes } of polygonsWithHoles(fromBitmap(pixels, width, height))) {
					const filled = fillPolygons([outer], width, height);
					for (const hole of holes) {
						const both = fillPolygons([outer, hole], width, height);
						expect(both).toEqual(filled);
					}
				}
			}),
		);
	});
});
