import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyImageEdit } from '../../../src/imaging/applyImageEdit';
import type { Raster } from '../../../src/imaging/raster';
import { type ImageEdit, imageEditShape } from '../../../src/shared/imageEdits/imageEdit';
import { cloneRaster, masksInPictures, patternRaster, pixelAt, plainRaster, rectangleMask } from './rasters';

const edit = (value: unknown): ImageEdit => imageEditShape.parse(value);

/** One of each type, with a hard edge unless it says otherwise. */
const everyEdit = (softness: number): ImageEdit[] =>
	[
		{ type: 'fill' },
		{ type: 'background', background: { kind: 'transparent' } },
		{ type: 'background', background: { kind: 'colour', colour: '#102030' } },
		{ type: 'background', background: { kind: 'blur', sigma: 3 } },
		{ type: 'blur', sigma: 2 },
		{ type: 'pixelate', size: 5 },
		{ type: 'recolour', hue: 90, saturation: 20, lightness: -10 },
		{ type: 'adjust', brightness: 10, contrast: 30 },
		{ type: 'highlight', dim: 50 },
	].map((value) => edit({ ...value, softness }));

/** Whether the edit is of what the mask does not select. */
const isOfTheRest = ({ type }: ImageEdit) => type === 'background' || type === 'highlight';

/** Whether a pixel within `reach` (in both directions) of (x, y) has this value in the bitmap. */
function isNear(
	bitmap: Uint8Array,
	{ width, height }: Pick<Raster, 'width' | 'height'>,
	x: number,
	y: number,
	reach: number,
	value: number,
): boolean {
	for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
		for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
			if (bitmap[row * width + column] === value) return true;
		}
	}
	return false;
}

describe('every edit', () => {
	for (const bits of [8, 16] as const) {
		for (const softness of [0, 2]) {
			for (const one of everyEdit(softness)) {
				const name = one.type === 'background' ? `background: ${one.background.kind}` : one.type;
				it(`${name} (${bits} bits, softness ${softness}) changes nothing outside the mask and its soft edge`, async () => {
					await fc.assert(
						fc.asyncProperty(masksInPictures, async ({ width, height, mask, bitmap }) => {
							const before = patternRaster(width, height, bits);
							const after = await applyImageEdit(cloneRaster(before), mask, one);
							const selected = isOfTheRest(one) ? 0 : 1;
							for (let y = 0; y < height; y++) {
								for (let x = 0; x < width; x++) {
									if (isNear(bitmap, before, x, y, softness, selected)) continue;
									expect(pixelAt(after, x, y).slice(0, 3)).toEqual(pixelAt(before, x, y));
								}
							}
						}),
						{ numRuns: 25 },
					);
				});
			}
		}
	}

	it('leaves the picture as it is where the mask is empty', async () => {
		const before = patternRaster(8, 8);
		for (const one of everyEdit(2)) {
			const after = await applyImageEdit(cloneRaster(before), rectangleMask(8, 8, [0, 0, 0, 0]), one);
			expect(after.data).toEqual(before.data);
		}
	});

	it('refuses a mask of another size', async () => {
		const blur = edit({ type: 'blur', sigma: 1 });
		await expect(
			applyImageEdit(patternRaster(8, 8), rectangleMask(9, 8, [0, 0, 1, 1]), blur),
		).rejects.toThrow('Expected a mask of 8 × 8 pixels but received one of 9 × 8');
	});
});

describe('inside the mask', () => {
	const mask = rectangleMask(40, 30, [10, 5, 30, 25]);

	it('adjust adds brightness and spreads around middle grey', async () => {
		const grey = plainRaster(40, 30, [100, 127, 200]);
		await applyImageEdit(grey, mask, edit({ type: 'adjust', brightness: 10, contrast: 50, softness: 0 }));
		const expected = [100, 127, 200].map((value) =>
			Math.min(255, Math.round((value - 127.5) * 1.5 + 127.5 + 25.5)),
		);
		expect(pixelAt(grey, 20, 15)).toEqual(expected);
	});

	it('highlight dims the rest by its percentage', async () => {
		const plain = plainRaster(40, 30, [200, 100, 50]);
		await applyImageEdit(plain, mask, edit({ type: 'highlight', dim: 60, softness: 0 }));
		expect(pixelAt(plain, 0, 0)).toEqual([80, 40, 20]);
		expect(pixelAt(plain, 20, 15)).toEqual([200, 100, 50]);
	});

	it('recolour turns red into green without making it lighter or darker', async () => {
		const red = plainRaster(40, 30, [180, 60, 60]);
		await applyImageEdit(red, mask, edit({ type: 'recolour', hue: 120, softness: 0 }));
		const [r, g, b] = pixelAt(red, 20, 15) as [number, number, number];
		expect(g).toBeGreaterThan(r);
		const luminance = (c: readonly number[]) => 0.2126 * c[0]! + 0.7152 * c[1]! + 0.0722 * c[2]!;
		expect(Math.abs(luminance([r, g, b]) - luminance([180, 60, 60]))).toBeLessThan(25);
	});

	it('recolour with nothing to change gives back the same colours', async () => {
		const before = patternRaster(40, 30);
		const after = await applyImageEdit(cloneRaster(before), mask, edit({ type: 'recolour', softness: 0 }));
		expect(after.data).toEqual(before.data);
	});

	it('pixelate gives a block the mean of its selected pixels', async () => {
		const before = patternRaster(40, 30);
		const after = await applyImageEdit(
			cloneRaster(before),
			mask,
			edit({ type: 'pixelate', size: 5, softness: 0 }),
		);
		const sums = [0, 0, 0];
		for (let y = 10; y < 15; y++) {
			for (let x = 10; x < 15; x++) for (let c = 0; c < 3; c++) sums[c]! += pixelAt(before, x, y)[c]!;
		}
		const mean = sums.map((sum) => Math.round(sum / 25));
		expect(pixelAt(after, 10, 10)).toEqual(mean);
		expect(pixelAt(after, 14, 14)).toEqual(mean);
	});

	it('blur of one colour is that colour, and of an edge a slope with the Gaussian’s value', async () => {
		const plain = plainRaster(40, 30, [10, 20, 30]);
		await applyImageEdit(plain, mask, edit({ type: 'blur', sigma: 3, softness: 0 }));
		expect(pixelAt(plain, 20, 15)).toEqual([10, 20, 30]);

		const edge = plainRaster(40, 30, [0, 0, 0]);
		for (let y = 0; y < 30; y++) edge.data.fill(255, (y * 40 + 20) * 3, (y + 1) * 40 * 3);
		await applyImageEdit(edge, mask, edit({ type: 'blur', sigma: 3, softness: 0 }));
		// The Gaussian's distribution function at 2.5 pixels from the edge: 0.798.
		expect(pixelAt(edge, 22, 15)[0]! / 255).toBeCloseTo(0.798, 1);
	});

	it('a blurred background has nothing of what is in front in it', async () => {
		const picture = plainRaster(40, 30, [50, 60, 70]);
		for (let y = 5; y < 25; y++) picture.data.fill(255, (y * 40 + 10) * 3, (y * 40 + 30) * 3);
		const blurred = edit({ type: 'background', background: { kind: 'blur', sigma: 4 }, softness: 0 });
		await applyImageEdit(picture, mask, blurred);
		expect(pixelAt(picture, 8, 15)).toEqual([50, 60, 70]);
		expect(pixelAt(picture, 20, 15)).toEqual([255, 255, 255]);
	});

	it('a transparent background keeps what is in front opaque', async () => {
		const transparent = edit({ type: 'background', background: { kind: 'transparent' }, softness: 0 });
		const result = await applyImageEdit(patternRaster(40, 30), mask, transparent);
		expect(result.channels).toBe(4);
		expect(pixelAt(result, 0, 0)[3]).toBe(0);
		expect(pixelAt(result, 20, 15)[3]).toBe(255);
	});

	it('place puts a copy where it is moved to, mirrored', async () => {
		const before = patternRaster(40, 30);
		const small = rectangleMask(40, 30, [2, 2, 8, 8]);
		const moved = edit({ type: 'place', dx: 20, dy: 10, flip: true, softness: 0 });
		const after = await applyImageEdit(cloneRaster(before), small, moved);
		expect(pixelAt(after, 22, 12)).toEqual(pixelAt(before, 7, 2));
		expect(pixelAt(after, 27, 17)).toEqual(pixelAt(before, 2, 7));
		expect(pixelAt(after, 28, 17)).toEqual(pixelAt(before, 28, 17));
	});

	it('place goes behind what lies in front', async () => {
		const before = patternRaster(40, 30);
		const small = rectangleMask(40, 30, [2, 2, 8, 8]);
		const moved = edit({ type: 'place', dx: 20, dy: 10, softness: 0 });
		const inFront = [rectangleMask(40, 30, [0, 0, 25, 30])];
		const after = await applyImageEdit(cloneRaster(before), small, moved, { inFront });
		expect(pixelAt(after, 23, 14)).toEqual(pixelAt(before, 23, 14));
		expect(pixelAt(after, 26, 14)).toEqual(pixelAt(before, 6, 4));
	});

	it('fill goes on with a pattern of stripes', async () => {
		const width = 96;
		const height = 80;
		const stripes = plainRaster(width, height, [0, 0, 0]);
		for (let y = 0; y < height; y++) {
			for (let x = 0; x < width; x++) {
				stripes.data.fill(
					Math.floor(x / 4) % 2 === 0 ? 220 : 40,
					(y * width + x) * 3,
					(y * width + x) * 3 + 3,
				);
			}
		}
		const before = cloneRaster(stripes);
		const hole = rectangleMask(width, height, [40, 30, 56, 46]);
		for (let y = 30; y < 46; y++) stripes.data.fill(128, (y * width + 40) * 3, (y * width + 56) * 3);
		await applyImageEdit(stripes, hole, edit({ type: 'fill', softness: 0 }));
		let error = 0;
		for (let y = 30; y < 46; y++) {
			for (let x = 40; x < 56; x++) error += Math.abs(pixelAt(stripes, x, y)[0]! - pixelAt(before, x, y)[0]!);
		}
		expect(error / 256).toBeLessThan(10);
	});
});

it('stops when it is cancelled', async () => {
	const controller = new AbortController();
	const running = applyImageEdit(
		patternRaster(400, 900),
		rectangleMask(400, 900, [0, 0, 400, 900]),
		edit({ type: 'blur', sigma: 20 }),
		{
			signal: controller.signal,
			onProgress: () => controller.abort(new Error('cancelled by the test')),
		},
	);
	await expect(running).rejects.toThrow('cancelled by the test');
});
