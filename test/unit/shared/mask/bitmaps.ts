import fc from '../../fastCheck';

/** A plain mask to hold the run lengths against: uint8[height * width], row-major. */
export interface Bitmap {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint8Array;
}

const side = fc.integer({ min: 1, max: 12 });

function pixels(width: number, height: number): fc.Arbitrary<Uint8Array> {
	const length = { minLength: width * height, maxLength: width * height };
	const noise = fc.uint8Array({ ...length, max: 1 });
	const box = fc.tuple(fc.nat(width), fc.nat(height), fc.nat(width), fc.nat(height)).map(([x0, y0, x1, y1]) =>
		Uint8Array.from({ length: width * height }, (_, i) => {
			const x = i % width;
			const y = Math.floor(i / width);
			return x >= x0 && x < x1 && y >= y0 && y < y1 ? 1 : 0;
		}),
	);
	return fc.oneof(noise, box);
}

/** Small masks of every kind: noise, boxes, empty and full ones. */
export const bitmap: fc.Arbitrary<Bitmap> = fc
	.tuple(side, side)
	.chain(([width, height]) => pixels(width, height).map((p) => ({ width, height, pixels: p })));

/** Three masks of one size. */
export const bitmaps: fc.Arbitrary<readonly [Bitmap, Bitmap, Bitmap]> = fc
	.tuple(side, side)
	.chain(([width, height]) => {
		const one = pixels(width, height).map((p): Bitmap => ({ width, height, pixels: p }));
		return fc.tuple(one, one, one);
	});
