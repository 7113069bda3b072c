import { describe, expect, it } from 'vitest';
import { squareSpace } from '../../../../src/inference/mask/decoderPrompt';
import { logitsFromMask } from '../../../../src/inference/mask/logitsFromMask';
import { maskFromLogits } from '../../../../src/inference/mask/maskFromLogits';
import { fromBitmap } from '../../../../src/shared/mask/runLengths';
import { iou } from '../../../../src/shared/mask/setOperations';
import fc from '../../fastCheck';
import { bitmap } from '../../shared/mask/bitmaps';
import { discLogits, spaceOf } from '../discs';

/** A space of 4 × 4 cells in which an image of 16 pixels has 4 × 4 of them in a cell. */
const coarse = (width: number, height: number) => squareSpace({ width, height }, 16, 4);

describe('a mask as logits', () => {
	it('says of each cell how much of it is inside', () => {
		const pixels = new Uint8Array(16 * 10);
		// The first cell wholly, three of four rows of the one below it, nothing else; the last row of cells is cut.
		for (let y = 0; y < 7; y++) pixels.fill(1, y * 16, y * 16 + 4);
		const logits = logitsFromMask(fromBitmap(pixels, 16, 10), coarse(16, 10));
		expect([...logits]).toEqual([8, -8, -8, -8, 4, -8, -8, -8, -8, -8, -8, -8, -8, -8, -8, -8]);
	});

	it('is outside beyond the image', () => {
		const logits = logitsFromMask(fromBitmap(new Uint8Array(16 * 6).fill(1), 16, 6), coarse(16, 6));
		expect([...logits]).toEqual([...Array(8).fill(8), ...Array(8).fill(-8)]);
	});

	it('gives back any mask whose pixels are larger than cells', () => {
		fc.assert(
			fc.property(bitmap, ({ pixels, width, height }) => {
				const side = Math.max(width, height);
				const space = squareSpace({ width, height }, side * 4, side * 4);
				const mask = fromBitmap(pixels, width, height);
				expect(maskFromLogits(logitsFromMask(mask, space), space)).toEqual(mask);
			}),
		);
	});

	it('gives back discs at any image size, up to their outline', () => {
		fc.assert(
			fc.property(fc.integer({ min: 40, max: 900 }), fc.integer({ min: 40, max: 900 }), (width, height) => {
				const space = spaceOf(width, height);
				const centre = { x: width / 2, y: height / 2 };
				const mask = maskFromLogits(discLogits(centre, Math.max(width, height) / 4, space), space);
				const again = maskFromLogits(logitsFromMask(mask, space), space);
				expect(iou(mask, again)).toBeGreaterThan(0.9);
			}),
			{ numRuns: 30 },
		);
	});
});
