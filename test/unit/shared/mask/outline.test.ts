import { describe, expect, it } from 'vitest';
import { outlinePaths } from '../../../../src/shared/mask/outline';
import { emptyMask, fromBitmap, fullMask } from '../../../../src/shared/mask/runLengths';
import fc from '../../fastCheck';
import { bitmap } from './bitmaps';

interface Edge {
	readonly x0: number;
	readonly y0: number;
	readonly x1: number;
	readonly y1: number;
}

function edges(path: Int32Array): Edge[] {
	return Array.from({ length: path.length / 2 }, (_, i) => {
		const next = ((i + 1) * 2) % path.length;
		return { x0: path[i * 2]!, y0: path[i * 2 + 1]!, x1: path[next]!, y1: path[next + 1]! };
	});
}

/** Even-odd fill: a pixel is inside where an odd number of vertical edges lie to its left. */
function fill(paths: readonly Int32Array[], width: number, height: number): Uint8Array {
	const pixels = new Uint8Array(width * height);
	for (const { x0, y0, x1, y1 } of paths.flatMap(edges)) {
		for (let y = Math.min(y0, y1); x0 === x1 && y < Math.max(y0, y1); y++) {
			for (let x = x0; x < width; x++) {
				pixels[y * width + x]! ^= 1;
			}
		}
	}
	return pixels;
}

const masks = bitmap.map((b) => fromBitmap(b.pixels, b.width, b.height));
const art = (rows: readonly string[]) =>
	fromBitmap(
		Uint8Array.from([...rows.join('')].map((c) => (c === '#' ? 1 : 0))),
		rows[0]!.length,
		rows.length,
	);
const loops = (rows: readonly string[]) => outlinePaths(art(rows)).map((path) => [...path]);

describe('outline', () => {
	it('filled by the even-odd rule is the mask', () => {
		fc.assert(
			fc.property(bitmap, (b) => {
				const paths = outlinePaths(fromBitmap(b.pixels, b.width, b.height));
				expect(fill(paths, b.width, b.height)).toEqual(b.pixels);
			}),
			{ numRuns: 300 },
		);
	});

	it('turns at every corner, by turns vertical and horizontal', () => {
		fc.assert(
			fc.property(masks, (mask) => {
				for (const path of outlinePaths(mask)) {
					edges(path).forEach((edge, i) => {
						expect([edge.x0 === edge.x1, edge.y0 === edge.y1]).toEqual(
							i % 2 === 0 ? [true, false] : [false, true],
						);
					});
				}
			}),
		);
	});

	it('has no path for an empty mask and the image edge for a full one', () => {
		expect(outlinePaths(emptyMask(3, 2))).toEqual([]);
		expect(outlinePaths(fullMask(3, 2))).toEqual([Int32Array.of(0, 0, 0, 2, 3, 2, 3, 0)]);
	});

	it('keeps holes and the islands in them', () => {
		expect(loops(['#####', '#   #', '# # #', '#   #', '#####'])).toEqual([
			[0, 0, 0, 5, 5, 5, 5, 0],
			[1, 1, 1, 4, 4, 4, 4, 1],
			[2, 2, 2, 3, 3, 3, 3, 2],
		]);
	});

	it.each([
		[
			['# ', ' #'],
			[
				[0, 0, 0, 1, 1, 1, 1, 0],
				[1, 1, 1, 2, 2, 2, 2, 1],
			],
		],
		[
			[' #', '# '],
			[
				[0, 1, 0, 2, 1, 2, 1, 1],
				[1, 0, 1, 1, 2, 1, 2, 0],
			],
		],
	])('gives pixels that touch diagonally a loop each: %j', (rows, expected) => {
		expect(loops(rows)).toEqual(expected);
	});
});
