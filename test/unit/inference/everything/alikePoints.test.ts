import { describe, expect, it } from 'vitest';
import { alikePoints } from '../../../../src/inference/everything/alikePoints';
import type { FeatureMap } from '../../../../src/inference/model/model';
import { fromBitmap } from '../../../../src/shared/mask/runLengths';
import fc from '../../fastCheck';

const image = { width: 60, height: 40 };
/** A grid for square images: what lies below row 8 is beside the image. */
const grid = { columns: 12, rows: 12, scale: { x: 0.2, y: 0.2 } };

/** Features that are 1 in one channel where there is a thing of the kind. */
function mapOf(kindAt: (column: number, row: number) => number): FeatureMap {
	const data = new Float32Array(3 * grid.columns * grid.rows);
	for (let row = 0; row < grid.rows; row++)
		for (let column = 0; column < grid.columns; column++)
			data[kindAt(column, row) * grid.columns * grid.rows + row * grid.columns + column] = 1;
	return { ...grid, data };
}

function boxAt(x: number, y: number, side: number) {
	const bitmap = new Uint8Array(image.width * image.height);
	for (let row = y; row < y + side; row++)
		bitmap.fill(1, row * image.width + x, row * image.width + x + side);
	return fromBitmap(bitmap, image.width, image.height);
}

const cellOf = ({ x, y }: { readonly x: number; readonly y: number }) =>
	[Math.floor(x * grid.scale.x), Math.floor(y * grid.scale.y)] as const;

describe('places where something like a mask may be', () => {
	const things = [
		[1, 1],
		[7, 2],
		[10, 6],
	] as const;
	const isThing = (column: number, row: number) => things.some(([x, y]) => x === column && y === row);

	it('are first of all those that have its features', () => {
		const map = mapOf((column, row) => (isThing(column, row) ? 1 : 0));
		const points = alikePoints({ masks: [boxAt(5, 5, 5)], map, image }, map, image, 3);
		expect(points.map(cellOf).sort()).toEqual([...things].map(([x, y]) => [x, y]).sort());
	});

	it('are those that stand out in their image as the mask does in another one, further apart in a larger image', () => {
		const wanted = {
			masks: [boxAt(5, 5, 5)],
			map: mapOf((column, row) => (column === 1 && row === 1 ? 1 : 0)),
			image,
		};
		// All of the other image has other features.
		const features = mapOf((column, row) => (isThing(column, row) ? 1 : 2));
		const larger = { width: 600, height: 400 };
		const map = { ...features, scale: { x: 0.02, y: 0.02 } };
		const points = alikePoints(wanted, map, larger, 3);
		expect(points.map(({ x, y }) => cellOf({ x: x / 10, y: y / 10 })).sort()).toEqual(
			[...things].map(([x, y]) => [x, y]).sort(),
		);
		for (const [i, { x, y }] of alikePoints(wanted, map, larger, 40).entries())
			for (const point of alikePoints(wanted, map, larger, 40).slice(0, i))
				expect(Math.hypot(point.x - x, point.y - y)).toBeGreaterThanOrEqual(0.4 * 50 - 1e-9);
	});

	it('are of each of several masks', () => {
		const map = mapOf((column, row) => (isThing(column, row) ? 1 : column === 4 && row === 4 ? 2 : 0));
		const points = alikePoints({ masks: [boxAt(5, 5, 5), boxAt(20, 20, 5)], map, image }, map, image, 4);
		expect(points.map(cellOf)).toContainEqual([4, 4]);
	});

	it('are in the image, as many as are wanted at most, and well apart for a large mask', () => {
		fc.assert(
			fc.property(
				fc.array(fc.nat(2), { minLength: 144, maxLength: 144 }),
				fc.tuple(fc.nat(20), fc.nat(10), fc.integer({ min: 1, max: 30 })),
				fc.integer({ min: 1, max: 40 }),
				(kinds, [x, y, side], most) => {
					const map = mapOf((column, row) => kinds[row * grid.columns + column]!);
					const points = alikePoints({ masks: [boxAt(x, y, side)], map, image }, map, image, most);
					expect(points.length).toBeGreaterThan(0);
					expect(points.length).toBeLessThanOrEqual(most);
					for (const [i, point] of points.entries()) {
						expect(point.x >= 0 && point.x < image.width && point.y >= 0 && point.y < image.height).toBe(
							true,
						);
						for (const other of points.slice(0, i))
							expect(Math.hypot(other.x - point.x, other.y - point.y)).toBeGreaterThanOrEqual(
								0.4 * side - 1e-9,
							);
					}
				},
			),
		);
	});
});
