import { describe, expect, it } from 'vitest';
import { outlinePaths } from '../../../../src/shared/mask/outline';
import { fillPolygons, newCrossingBudget } from '../../../../src/shared/mask/polygonFill';
import { area, fromBitmap, fullMask, toBitmap } from '../../../../src/shared/mask/runLengths';
import { xor } from '../../../../src/shared/mask/setOperations';
import fc from '../../fastCheck';
import { bitmap } from './bitmaps';

/** Even-odd by definition: how many edges a ray to the right of the pixel's centre meets. */
function isInside(polygon: readonly number[], x: number, y: number): boolean {
	let inside = false;
	for (let i = 0; i < polygon.length; i += 2) {
		const next = (i + 2) % polygon.length;
		const [x0, y0, x1, y1] = [polygon[i]!, polygon[i + 1]!, polygon[next]!, polygon[next + 1]!];
		if (y0 > y !== y1 > y && x < x0 + ((y - y0) * (x1 - x0)) / (y1 - y0)) {
			inside = !inside;
		}
	}
	return inside;
}

/** Odd multiples of a sixteenth: no edge passes exactly through a pixel's centre at a corner. */
const coordinate = fc.integer({ min: -60, max: 160 }).map((n) => (2 * n + 1) / 16 + 1 / 64);
const polygon = fc.array(fc.tuple(coordinate, coordinate), { maxLength: 7 }).map((points) => points.flat());

describe('polygon fill', () => {
	it('takes the pixels whose centre is inside, by the even-odd rule', () => {
		fc.assert(
			fc.property(polygon, (points) => {
				const filled = toBitmap(fillPolygons([points], 14, 11));
				filled.forEach((pixel, i) => {
					const [x, y] = [(i % 14) + 0.5, Math.floor(i / 14) + 0.5];
					// A centre on an edge may fall to either side.
					const around = [-1e-6, 1e-6].map((d) => isInside(points, x + d, y + d));
					if (around[0] === around[1]) {
						expect(pixel === 1).toBe(around[0]);
					}
				});
			}),
		);
	});

	it('fills outlines to the mask that they are of', () => {
		fc.assert(
			fc.property(bitmap, (b) => {
				const mask = fromBitmap(b.pixels, b.width, b.height);
				const loops = outlinePaths(mask).map((loop) => fillPolygons([[...loop]], b.width, b.height));
				const empty = fillPolygons([], b.width, b.height);
				expect(loops.reduce(xor, empty)).toEqual(mask);
			}),
		);
	});

	it('joins polygons that overlap', () => {
		const mask = fillPolygons(
			[
				[0, 0, 4, 0, 4, 4, 0, 4],
				[2, 2, 6, 2, 6, 6, 2, 6],
			],
			8,
			8,
		);
		expect(area(mask)).toBe(28);
	});

	it('refuses the polygons of a file that together ask for too much', () => {
		const budget = newCrossingBudget();
		const before = budget.left;
		const square = [[0, 0, 10, 0, 10, 10, 0, 10]];
		fillPolygons(square, 20, 20, budget);
		expect(before - budget.left).toBe(20);
		budget.left = 30;
		fillPolygons(square, 20, 20, budget);
		expect(() => fillPolygons(square, 20, 20, budget)).toThrow(/^Expected all polygons of the file together/);
	});

	it('cuts at the image edge, however far the corners lie', () => {
		const far = 1e300;
		expect(fillPolygons([[-far, -far, far, -far, far, far, -far, far]], 5, 4)).toEqual(fullMask(5, 4));
	});
});
