import { describe, expect, it } from 'vitest';
import { pointGrid } from '../../../../src/inference/everything/pointGrid';
import { everyPoint, frugalOrder, type PointOrder } from '../../../../src/inference/everything/pointOrder';
import { bitmapOf } from '../../../../src/inference/mask/bitmap';
import { coveredCells } from '../../../../src/inference/mask/logitMask';
import fc from '../../fastCheck';
import { spaceOf } from '../discs';

const size = { width: 320, height: 240 };
const space = spaceOf(size.width, size.height);
const points = pointGrid(size, 16);
const side = 16;

/** What an encoder would see: a vector of two at each cell of a square grid. */
function featuresOf(look: (column: number, row: number) => readonly [number, number]) {
	const data = new Float32Array(2 * side * side);
	for (let row = 0; row < side; row++) {
		for (let column = 0; column < side; column++) {
			const [a, b] = look(column, row);
			data[row * side + column] = a;
			data[side * side + row * side + column] = b;
		}
	}
	return { data, columns: side, rows: side, scale: { x: side / 320, y: side / 320 } };
}

const plain = featuresOf(() => [1, 1]);

function allOf(order: PointOrder, perBatch: number): number[] {
	const given: number[] = [];
	for (;;) {
		const batch = order.next(perBatch);
		if (batch.length === 0) return given;
		given.push(...batch);
		for (const point of batch) order.settle(point, undefined);
	}
}

describe('the order of points', () => {
	it('is all of them, row by row, where none is spared', () => {
		expect(allOf(everyPoint(11), 4)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
	});

	it('is a fifth of them, none twice, the same each time, whatever the encoder sees', () => {
		const values = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 512, maxLength: 512 });
		fc.assert(
			fc.property(values, fc.integer({ min: 1, max: 9 }), (numbers, perBatch) => {
				const features = featuresOf((x, y) => [numbers[y * side + x]!, numbers[256 + y * side + x]!]);
				const order = () => frugalOrder({ points, features, space });
				const given = allOf(order(), perBatch);
				expect(given).toHaveLength(Math.ceil(points.length / 5));
				expect(order().total).toBe(given.length);
				expect(new Set(given).size).toBe(given.length);
				expect(allOf(order(), perBatch)).toEqual(given);
			}),
			{ numRuns: 20 },
		);
	});

	it('goes all over an image that looks the same everywhere', () => {
		const given = allOf(frugalOrder({ points, features: plain, space }), 4);
		const nearest = points.map(({ x, y }) =>
			Math.min(...given.map((at) => Math.hypot(points[at]!.x - x, points[at]!.y - y))),
		);
		// The grid's points are 17 pixels from one another.
		expect(Math.max(...nearest)).toBeLessThan(60);
	});

	it('comes early to what looks unlike the rest', () => {
		const features = featuresOf((x, y) => (x === 12 && y === 3 ? [-5, 5] : [1, 1 + 0.01 * x]));
		const odd = points.findIndex(({ x, y }) => Math.floor(x / 20) === 12 && Math.floor(y / 20) === 3);
		expect(allOf(frugalOrder({ points, features, space }), 1).indexOf(odd)).toBeLessThan(5);
	});

	it('leaves what is in a small mask that was found for later', () => {
		const { columns, rows } = coveredCells(space);
		const logits = new Float32Array(space.columns * space.rows).fill(-1);
		// The left half of the image is one thing.
		for (let row = 0; row < rows; row++) {
			logits.fill(1, row * space.columns, row * space.columns + columns / 2);
		}
		const thing = bitmapOf(logits, space.columns, columns, rows);
		const isLeft = (point: number) => points[point]!.x < size.width / 2;
		const order = frugalOrder({ points, features: plain, space });
		const given: number[] = [];
		for (let batch = order.next(1); batch.length > 0; batch = order.next(1)) {
			given.push(...batch);
			order.settle(batch[0]!, isLeft(batch[0]!) ? thing : undefined);
		}
		const left = given.filter(isLeft).length;
		expect(left).toBeLessThan(given.length / 3);
		expect(left).toBeGreaterThan(0);
	});
});
