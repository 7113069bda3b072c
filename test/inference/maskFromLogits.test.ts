import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecoderSpace } from '../../src/inference/decoderPrompt';
import { logitAt } from '../../src/inference/logitMask';
import { maskFromLogits } from '../../src/inference/maskFromLogits';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import { area, fromBitmap, fullMask, type RunLengths, toBitmap } from '../../src/shared/mask/runLengths';
import { blobs } from './blobs';

/** Where the exact value is zero, either side is right: rounding decides. */
const tie = 1e-9;

/** Asks for every pixel by itself; returns those that the mask has wrong, as [x, y]. */
function wrongPixels(mask: RunLengths, logits: Float32Array, space: DecoderSpace): [number, number][] {
	const bitmap = toBitmap(mask);
	const wrong: [number, number][] = [];
	for (let y = 0; y < space.height; y++) {
		for (let x = 0; x < space.width; x++) {
			const value = logitAt(logits, x + 0.5, y + 0.5, space);
			const inside = bitmap[y * space.width + x] === 1;
			if (inside !== value > 0 && Math.abs(value) > tie) wrong.push([x, y]);
		}
	}
	return wrong;
}

const space = fc.record({
	width: fc.integer({ min: 1, max: 60 }),
	height: fc.integer({ min: 1, max: 60 }),
	logitSize: fc.constantFrom(4, 8, 16),
	inputSize: fc.constant(1024),
});

describe('a mask from logits', () => {
	it('is what interpolating every pixel gives, for any size and any logits', () => {
		const cases = space.chain((of) =>
			fc.record({
				of: fc.constant(of),
				// Quarters meet zero exactly, and each other: the ties that matter.
				logits: fc.array(fc.integer({ min: -8, max: 8 }), {
					minLength: of.logitSize ** 2,
					maxLength: of.logitSize ** 2,
				}),
			}),
		);
		fc.assert(
			fc.property(cases, ({ of, logits }) => {
				const values = Float32Array.from(logits, (value) => value / 4);
				const mask = maskFromLogits(values, of);
				expect(wrongPixels(mask, values, of)).toEqual([]);
				expect(mask).toEqual(fromBitmap(toBitmap(mask), of.width, of.height));
			}),
			{ seed: 7, numRuns: 400 },
		);
	});

	it.each([
		[1800, 1200],
		[333, 1001],
		[100, 64],
		[1, 1],
		[3000, 4],
		[4, 3000],
	])('of %i × %i px is what interpolating every pixel gives', (width, height) => {
		const of = { width, height, logitSize: 256, inputSize: 1024 };
		const logits = blobs(256, 11);
		expect(wrongPixels(maskFromLogits(logits, of), logits, of)).toEqual([]);
	});

	it('is everything or nothing where the logits are', () => {
		const of = { width: 50, height: 30, logitSize: 256, inputSize: 1024 };
		expect(maskFromLogits(new Float32Array(65536).fill(1), of)).toEqual(fullMask(50, 30));
		expect(area(maskFromLogits(new Float32Array(65536), of))).toBe(0);
	});

	it('takes less than 10 ms each for 12 megapixels, run lengths and code included', () => {
		const of = { width: 4000, height: 3000, logitSize: 256, inputSize: 1024 };
		const masks = Array.from({ length: 6 }, (_, i) => blobs(256, i));
		const times = Array.from({ length: 9 }, () => {
			const start = performance.now();
			for (const logits of masks) encodeRle(maskFromLogits(logits, of));
			return performance.now() - start;
		}).sort((a, b) => a - b);
		console.log(`six masks of 12 MP: ${times[4]!.toFixed(1)} ms (median of 9)`);
		expect(times[4]).toBeLessThan(60);
	});
});
