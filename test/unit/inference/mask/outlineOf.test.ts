import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bitmapOf, outlineOf } from '../../../../src/inference/mask/bitmap';

it('the outline of a bitmap has a side for each two neighbours of which one is inside', () => {
	const masks = fc
		.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 5 }))
		.chain(([columns, rows]) =>
			fc
				.array(fc.boolean(), { minLength: columns * rows, maxLength: columns * rows })
				.map((cells) => ({ columns, rows, cells })),
		);
	fc.assert(
		fc.property(masks, ({ columns, rows, cells }) => {
			let sides = 0;
			for (const [at, cell] of cells.entries()) {
				if (at % columns > 0 && cells[at - 1] !== cell) sides++;
				if (at >= columns && cells[at - columns] !== cell) sides++;
			}
			const logits = Float32Array.from(cells, (cell) => (cell ? 1 : -1));
			expect(outlineOf(bitmapOf(logits, columns, columns, rows), columns)).toBe(sides);
		}),
	);
});
