import { describe, expect, it } from 'vitest';
import { bitmapOf } from '../../../../src/inference/mask/bitmap';
import { smoothIou } from '../../../../src/inference/mask/smoothIou';

const size = { columns: 40, rows: 34 };

function smoothIouOf(isInside: (x: number, y: number) => boolean): number {
	const { columns, rows } = size;
	const logits = Float32Array.from({ length: columns * rows }, (_, at) =>
		isInside(at % columns, Math.floor(at / columns)) ? 1 : -1,
	);
	return smoothIou(bitmapOf(logits, columns, columns, rows), size);
}

describe('IoU of a mask with its own smoothing', () => {
	it('is high for a disc, wherever it lies', () => {
		for (const [x, y] of [
			[20, 17],
			[0, 17],
			[39, 33],
		] as const)
			expect(smoothIouOf((column, row) => Math.hypot(column - x, row - y) < 12)).toBeGreaterThan(0.97);
	});

	it('is 1 for half an image, and for all of it', () => {
		expect(smoothIouOf((x) => x < 20)).toBe(1);
		expect(smoothIouOf(() => true)).toBe(1);
	});

	it('is low for a frayed disc and for lines', () => {
		const frayed = smoothIouOf((x, y) => Math.hypot(x - 20, y - 17) < ((x * 7 + y * 13) % 5 < 2 ? 14 : 7));
		expect(frayed).toBeLessThan(0.85);
		expect(smoothIouOf((x) => x % 3 === 1)).toBe(0);
	});

	it('is 0 for an empty mask', () => {
		expect(smoothIouOf(() => false)).toBe(0);
	});
});
