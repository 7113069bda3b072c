import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DecoderSpace, squareSpace } from '../../src/inference/mask/decoderPrompt';
import { logitAt } from '../../src/inference/mask/logitMask';
import { maskFromLogits } from '../../src/inference/mask/maskFromLogits';
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

const size = { width: fc.integer({ min: 1, max: 60 }), height: fc.integer({ min: 1, max: 60 }) };
const cells = fc.constantFrom(4, 8, 16);
const share = fc.double({ min: 0.3, max: 1, noNaN: true });

/** A square that the longest side fills, as SAM has it; or any grid that the image covers some part of. */
const space: fc.Arbitrary<DecoderSpace> = fc.oneof(
	fc.record({ ...size, cells }).map((of) => squareSpace(of, 1024, of.cells)),
	fc
		.record({ ...size, columns: cells, rows: cells, across: share, down: share })
		.map(({ width, height, columns, rows, across, down }) => {
			const logitScale = { x: (columns * across) / width, y: (rows * down) / height };
			const inputScale = { x: 4 * logitScale.x, y: 4 * logitScale.y };
			return { width, height, inputScale, logitScale, columns, rows };
		}),
);

describe('a mask from logits', () => {
	it('is what interpolating every pixel gives, for any size and any logits', () => {
		const cases = space.chain((of) =>
			fc.record({
				of: fc.constant(of),
				// Quarters meet zero exactly, and each other: the ties that matter.
				logits: fc.array(fc.integer({ min: -8, max: 8 }), {
					minLength: of.columns * of.rows,
					maxLength: of.columns * of.rows,
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
		const of = squareSpace({ width, height }, 1024, 256);
		const logits = blobs(256, 11);
		expect(wrongPixels(maskFromLogits(logits, of), logits, of)).toEqual([]);
	});

	it('is everything or nothing where the logits are', () => {
		const of = squareSpace({ width: 50, height: 30 }, 1024, 256);
		expect(maskFromLogits(new Float32Array(65536).fill(1), of)).toEqual(fullMask(50, 30));
		expect(area(maskFromLogits(new Float32Array(65536), of))).toBe(0);
	});

	it('takes less than 10 ms each for 12 megapixels, run lengths and code included', () => {
		const of = squareSpace({ width: 4000, height: 3000 }, 1024, 256);
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
