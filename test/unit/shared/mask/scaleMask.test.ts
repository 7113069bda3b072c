import { describe, expect, it } from 'vitest';
import { innerPoint } from '../../../../src/shared/mask/innerPoint';
import { paintStroke } from '../../../../src/shared/mask/paint';
import { area, containsPixel, emptyMask, fromBitmap, toBitmap } from '../../../../src/shared/mask/runLengths';
import { scaleMask } from '../../../../src/shared/mask/scaleMask';
import fc from '../../fastCheck';

const side = fc.integer({ min: 1, max: 12 });
const masks = fc
	.tuple(side, side)
	.chain(([width, height]) =>
		fc
			.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
			.map((bitmap) => fromBitmap(bitmap, width, height)),
	);

describe('scaleMask', () => {
	it('takes each pixel from its place in the mask', () => {
		fc.assert(
			fc.property(masks, side, side, (mask, width, height) => {
				const [from, to] = [toBitmap(mask), toBitmap(scaleMask(mask, width, height))];
				for (let y = 0; y < height; y++) {
					for (let x = 0; x < width; x++) {
						const row = Math.floor(((y + 0.5) * mask.height) / height);
						const column = Math.floor(((x + 0.5) * mask.width) / width);
						expect(to[y * width + x]).toBe(from[row * mask.width + column]);
					}
				}
			}),
		);
	});
});

describe('innerPoint', () => {
	it('lies in the mask, if there is a pixel', () => {
		fc.assert(
			fc.property(masks, (mask) => {
				const point = innerPoint(mask);
				if (area(mask) === 0) expect(point).toBeUndefined();
				else expect(containsPixel(mask, Math.floor(point!.x), Math.floor(point!.y))).toBe(true);
			}),
		);
		expect(innerPoint(emptyMask(5, 5))).toBeUndefined();
	});

	it('lies far from the outline, also of a large mask', () => {
		const disc = paintStroke([{ x: 700, y: 500 }], 400, 1500, 1000);
		const { x, y } = innerPoint(disc)!;
		expect(Math.hypot(x - 700, y - 500)).toBeLessThan(40);
	});
});
