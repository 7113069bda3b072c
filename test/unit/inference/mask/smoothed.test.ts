import { describe, expect, it } from 'vitest';
import { squareSpace } from '../../../../src/inference/mask/decoderPrompt';
import { smooth } from '../../../../src/inference/mask/maskQuality';
import fc from '../../fastCheck';

const side = 24;
const image = fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 90 }) });
const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), {
	minLength: side ** 2,
	maxLength: side ** 2,
});

describe('smoothed logits', () => {
	it('stay between the least and the most that there was, and what the image does not cover stays', () => {
		fc.assert(
			fc.property(image, values, (size, numbers) => {
				const space = squareSpace(size, side * 4, side);
				const logits = Float32Array.from(numbers);
				const covered = (at: number) =>
					at % side < Math.max(1, Math.ceil(size.width * space.logitScale.x)) &&
					Math.floor(at / side) < Math.max(1, Math.ceil(size.height * space.logitScale.y));
				const result = smooth(logits, space);
				const seen = [...logits].filter((_, at) => covered(at));
				const [least, most] = [Math.min(...seen) - 1e-4, Math.max(...seen) + 1e-4];
				for (const [at, value] of result.entries()) {
					if (!covered(at)) expect(value).toBe(logits[at]);
					else expect(value >= least && value <= most).toBe(true);
				}
			}),
			{ numRuns: 60 },
		);
	});

	it('are what they were where all are alike', () => {
		const space = squareSpace({ width: 70, height: 40 }, side * 4, side);
		const logits = new Float32Array(side * side).fill(3);
		for (const value of smooth(logits, space)) expect(value).toBeCloseTo(3, 5);
	});
});
