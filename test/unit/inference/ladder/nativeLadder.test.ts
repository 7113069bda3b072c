import { describe, expect, it } from 'vitest';
import { fullSizeLadder } from '../../../../src/inference/ladder/fullSizeLadder';
import { maxLevels } from '../../../../src/inference/ladder/ladderRequest';
import { levelStrategy } from '../../../../src/inference/ladder/levelStrategy';
import { buildNativeLadder, nativeLevels } from '../../../../src/inference/ladder/nativeLadder';
import type { Decode, DecoderPrompt, DecoderSpace } from '../../../../src/inference/mask/decoderPrompt';
import { type LogitMask, logitAt } from '../../../../src/inference/mask/logitMask';
import type { Candidate } from '../../../../src/shared/candidate';
import { decodeRle } from '../../../../src/shared/mask/cocoRle';
import { iou } from '../../../../src/shared/mask/setOperations';
import type { Prompt } from '../../../../src/shared/prompt';
import { iouThresholds } from '../../../../src/shared/thresholds';
import fc from '../../fastCheck';
import { contains, discs, scenes, spaceOf } from '../discs';

const point = (x: number, y: number, positive = true): Prompt => ({ type: 'point', x, y, positive });

/** A model that says these masks to any one prompt, and remembers what it was asked. */
function modelOf(masks: readonly LogitMask[]) {
	const asked: (readonly DecoderPrompt[])[] = [];
	const decode: Decode = async (prompts) => {
		asked.push(prompts);
		return {
			logits: Float32Array.from(masks.flatMap(({ logits }) => [...logits])),
			scores: Float32Array.from(masks, ({ score }) => score),
		};
	};
	return { decode, asked };
}

const space: DecoderSpace = spaceOf(200, 200);
const centre = point(100, 100);
const scored = (radii: readonly number[], scores: readonly number[]) =>
	discs({ x: 100, y: 100 }, radii, space).map((mask, index) => ({ ...mask, score: scores[index]! }));

/** Radii of a ladder's discs, as far as these probes tell them apart. */
const radii = (levels: readonly LogitMask[], probes: readonly number[]) =>
	levels.map(({ logits }) => probes.filter((at) => logitAt(logits, 100 + at, 100, space) > 0).at(-1));

describe('any native ladder of one click', () => {
	it('holds the click, is ordered by area, has no twins and at most six levels', async () => {
		await fc.assert(
			fc.asyncProperty(scenes, async ({ space, masks, click }) => {
				const { decode } = modelOf(masks);
				const prompts = [point(click.x, click.y)];
				const { candidates, first } = fullSizeLadder(
					await buildNativeLadder({ prompts, space, decode }),
					prompts,
					space,
				);
				expect(candidates.length).toBeLessThanOrEqual(maxLevels);
				expect(candidates[first] !== undefined).toBe(candidates.length > 0);
				const areas = candidates.map(({ area }) => area);
				expect(areas).toEqual(areas.toSorted((a, b) => a - b));
				const full = candidates.map(({ segmentation }) => decodeRle(segmentation));
				for (const [i, mask] of full.entries()) {
					expect(contains(mask, click)).toBe(true);
					for (const other of full.slice(i + 1))
						expect(iou(mask, other)).toBeLessThanOrEqual(iouThresholds.duplicateLevel);
				}
			}),
		);
	});
});

describe('a native ladder', () => {
	it('asks the model once, with all prompts together', async () => {
		const { decode, asked } = modelOf(scored([80, 50, 20], [0.7, 0.9, 0.8]));
		const box: Prompt = { type: 'box', x0: 0, y0: 0, x1: 200, y1: 200 };
		const prompts = [centre, point(110, 100), point(195, 5, false), box];
		const { levels } = await buildNativeLadder({ prompts, space, decode });
		expect(levels).toHaveLength(3);
		expect(asked.map((batch) => batch.map(({ length }) => length))).toEqual([[5]]);
	});

	it('takes the model’s masks as they are, by area, the best of them first', () => {
		const masks = scored([80, 20, 50], [0.7, 0.8, 0.9]);
		const { levels, first } = nativeLevels(masks, [centre], space);
		expect(levels).toMatchObject([masks[1], masks[2], masks[0]]);
		expect(first).toBe(1);
	});

	it('keeps the better one of twins', () => {
		const { levels } = nativeLevels(scored([80, 50, 51, 20], [0.7, 0.6, 0.9, 0.8]), [centre], space);
		expect(radii(levels, [18, 48, 50.6, 75])).toEqual([18, 50.6, 75]);
	});

	it('tells first the mask that it then shows first; a preview is the same', async () => {
		const { decode } = modelOf(scored([80, 50, 20], [0.7, 0.9, 0.8]));
		const told: Candidate[] = [];
		const request = { prompts: [centre], space, decode };
		const { build, first: preview } = levelStrategy('native', { prompting: 'together' });
		const { candidates, first } = await build({ ...request, onFirst: (candidate) => told.push(candidate) });
		expect(first).toBe(1);
		expect(told).toEqual([{ ...candidates[1]!, level: 1 }]);
		expect(await preview(request)).toEqual(told[0]);
	});

	it('is empty where no mask holds the click', async () => {
		const { decode } = modelOf(scored([20], [0.9]));
		const told: Candidate[] = [];
		const request = { prompts: [point(5, 5)], space, decode };
		const { build, first } = levelStrategy('native', { prompting: 'together' });
		const ladder = await build({ ...request, onFirst: (candidate) => told.push(candidate) });
		expect(ladder).toEqual({ candidates: [], first: -1 });
		expect(told).toEqual([]);
		expect(await first(request)).toBeUndefined();
	});

	it('is not built when it is no longer wanted', async () => {
		const { decode } = modelOf(scored([80], [0.9]));
		const controller = new AbortController();
		const late: Decode = (prompts) => {
			controller.abort(new Error('a newer click'));
			return decode(prompts);
		};
		const ladder = buildNativeLadder({ prompts: [centre], space, decode: late, signal: controller.signal });
		await expect(ladder).rejects.toThrow('a newer click');
	});
});
