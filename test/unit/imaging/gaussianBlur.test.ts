import { describe, expect, it } from 'vitest';
import { boxesOf } from '../../../src/imaging/blur/boxBlur';
import { blurStep, gaussianBlur } from '../../../src/imaging/gaussianBlur';
import { type Raster, wholeRegion } from '../../../src/imaging/raster';
import { patternRaster, plainRaster } from './rasters';

/** Red, green and blue of every pixel, not rounded. */
async function blurred(
	raster: Raster,
	sigma: number,
	options: Parameters<typeof gaussianBlur>[5] = {},
): Promise<Float32Array> {
	const colours = new Float32Array(raster.width * raster.height * 3);
	const colour = new Float32Array(3);
	const use: Parameters<typeof gaussianBlur>[3] = (tile) => {
		for (let y = tile.top; y < tile.top + tile.height; y++) {
			for (let x = tile.left; x < tile.left + tile.width; x++) {
				tile.read(x, y, colour);
				colours.set(colour, (y * raster.width + x) * 3);
			}
		}
	};
	await gaussianBlur(raster, wholeRegion(raster), sigma, use, {}, options);
	return colours;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
	return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

/** Black and white in large parts and in thin lines, up to the border: what is hardest to make small. */
function contrasts(width: number, height: number): Raster {
	const raster = plainRaster(width, height, [0, 0, 0]);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const at = (y * width + x) * 3;
			raster.data[at] = x > width / 3 ? 255 : 0;
			raster.data[at + 1] = x % 7 === 0 || y === 0 ? 255 : 0;
			raster.data[at + 2] = (x ^ y) & 32 ? 255 : 0;
		}
	}
	return raster;
}

describe('a Gaussian blur', () => {
	it.each([1, 2.7, 4, 7.9, 13, 40, 199.5])('has the variance of sigma %d', (sigma) => {
		const variance = boxesOf(sigma).reduce((sum, { radius, share }) => {
			let [squares, size] = [(2 * share * (radius + 1) ** 2) / 256, 2 * radius + 1 + (2 * share) / 256];
			for (let i = 1; i <= radius; i++) squares += 2 * i ** 2;
			return sum + squares / size;
		}, 0);
		expect(Math.abs(variance / sigma ** 2 - 1)).toBeLessThan(0.01);
	});

	it.each([10, 15.9, 19.9, 20, 39.9, 40, 80])(
		'of sigma %d is within 1 of 255 of one without blocks',
		async (sigma) => {
			const picture = contrasts(301, 203);
			expect(blurStep(sigma)).toBeGreaterThan(1);
			const exact = await blurred(picture, sigma, { step: 1 });
			expect(largestDifference(await blurred(picture, sigma), exact)).toBeLessThan(1);
		},
	);

	it.each([10, 20, 60])('of sigma %d is so with weights, too', async (sigma) => {
		const picture = contrasts(301, 203);
		const weights = Uint8Array.from({ length: 301 * 203 }, (_, i) => (i % 301 > 150 ? 0 : 255));
		const exact = await blurred(picture, sigma, { weights, step: 1 });
		const inBlocks = await blurred(picture, sigma, { weights });
		// Where something counts: the rest is never seen.
		const seen = (colours: Float32Array) => colours.filter((_, i) => Math.floor(i / 3) % 301 <= 150);
		expect(largestDifference(seen(inBlocks), seen(exact))).toBeLessThan(1);
	});

	it.each([3, 9])('of sigma %d is close to the Gaussian itself', async (sigma) => {
		const picture = contrasts(151, 60);
		const row = 30;
		const colours = await blurred(picture, sigma);
		for (let x = 0; x < picture.width; x++) {
			let [sum, whole] = [0, 0];
			for (let i = -5 * sigma; i <= 5 * sigma; i++) {
				const weight = Math.exp(-(i ** 2) / (2 * sigma ** 2));
				const at = Math.min(picture.width - 1, Math.max(0, x + i));
				sum += weight * picture.data[(row * picture.width + at) * 3]!;
				whole += weight;
			}
			expect(Math.abs(colours[(row * picture.width + x) * 3]! - sum / whole)).toBeLessThan(3);
		}
	});

	it('of one colour is that colour, with 16 bits and weights that are nearly nothing', async () => {
		const picture = patternRaster(90, 70, 16);
		for (let i = 0; i < picture.data.length; i++) picture.data[i] = [60_001, 7, 30_000][i % 3]!;
		const weights = new Uint8Array(90 * 70);
		weights[3000] = 1;
		const colours = await blurred(picture, 12, { weights });
		const at = 3000 * 3;
		[60_001, 7, 30_000].forEach((value, c) => {
			expect(Math.abs(colours[at + c]! - value)).toBeLessThan(20);
		});
	});
});
