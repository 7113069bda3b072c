import { describe, expect, it } from 'vitest';
import { fullSizeLadder } from '../../../../src/inference/ladder/fullSizeLadder';
import { maxLevels } from '../../../../src/inference/ladder/ladderRequest';
import { buildPromptedLadder, selectLevels } from '../../../../src/inference/ladder/promptedLadder';
import type { Decode, DecoderPrompt, DecoderSpace } from '../../../../src/inference/mask/decoderPrompt';
import { type LogitMask, logitAt } from '../../../../src/inference/mask/logitMask';
import type { Ladder } from '../../../../src/shared/candidate';
import { decodeRle } from '../../../../src/shared/mask/cocoRle';
import { iou } from '../../../../src/shared/mask/setOperations';
import type { Prompt } from '../../../../src/shared/prompt';
import { iouThresholds } from '../../../../src/shared/thresholds';
import fc from '../../fastCheck';
import { contains, discLogits, discs, logitSize, type Scene, scenes, spaceOf } from '../discs';

const point = (x: number, y: number, positive = true): Prompt => ({ type: 'point', x, y, positive });

/** A model that always answers with the same masks, and remembers what it was asked. */
function fixedModel(masks: readonly LogitMask[], masksPerPrompt = 4) {
	const batches: (readonly DecoderPrompt[])[] = [];
	const decode: Decode = async (prompts) => {
		const from = batches.reduce((sum, batch) => sum + batch.length, 0) * masksPerPrompt;
		batches.push(prompts);
		const plane = logitSize * logitSize;
		const count = prompts.length * masksPerPrompt;
		const logits = new Float32Array(count * plane);
		const scores = new Float32Array(count);
		for (let i = 0; i < count; i++) {
			const { logits: mask, score } = masks[(from + i) % masks.length]!;
			logits.set(mask, i * plane);
			scores[i] = score;
		}
		return { logits, scores };
	};
	return { decode, batches };
}

async function ladderOf({ space, masks, click }: Scene): Promise<Ladder> {
	const { decode } = fixedModel(masks);
	const prompts = [point(click.x, click.y)];
	return fullSizeLadder(await buildPromptedLadder({ prompts, space, decode }), prompts, space);
}

const masksOf = ({ candidates }: Ladder) => candidates.map(({ segmentation }) => decodeRle(segmentation));

describe('any ladder of one click', () => {
	it('holds the clicked pixel in every level', async () => {
		await fc.assert(
			fc.asyncProperty(scenes, async (scene) => {
				for (const mask of masksOf(await ladderOf(scene))) expect(contains(mask, scene.click)).toBe(true);
			}),
		);
	});

	it('is ordered by area, numbered from 1, and has six levels at most', async () => {
		await fc.assert(
			fc.asyncProperty(scenes, async (scene) => {
				const { candidates } = await ladderOf(scene);
				expect(candidates.length).toBeLessThanOrEqual(maxLevels);
				expect(candidates.map(({ level }) => level)).toEqual(candidates.map((_, index) => index + 1));
				const areas = candidates.map(({ area }) => area);
				expect(areas).toEqual(areas.toSorted((a, b) => a - b));
				expect(areas).not.toContain(0);
			}),
		);
	});

	it('has no twins, and so is never padded', async () => {
		await fc.assert(
			fc.asyncProperty(scenes, async (scene) => {
				const masks = masksOf(await ladderOf(scene));
				for (const [i, a] of masks.entries()) {
					for (const b of masks.slice(i + 1))
						expect(iou(a, b)).toBeLessThanOrEqual(iouThresholds.duplicateLevel);
				}
			}),
		);
	});

	it('shows one of its levels first wherever it has one', async () => {
		await fc.assert(
			fc.asyncProperty(scenes, async (scene) => {
				const { candidates, first } = await ladderOf(scene);
				expect(candidates[first] !== undefined).toBe(candidates.length > 0);
			}),
		);
	});

	it('is the same again', async () => {
		await fc.assert(
			fc.asyncProperty(scenes, async (scene) => {
				expect(await ladderOf(scene)).toEqual(await ladderOf(scene));
			}),
			{ numRuns: 20 },
		);
	});
});

describe('a ladder', () => {
	const space: DecoderSpace = spaceOf(200, 200);
	const centre = { x: 100, y: 100 };
	const masks = discs(centre, [80, 50, 20], space);

	it('has as many levels as there are distinct masks', () => {
		const twice = [...masks, ...masks.map((mask) => ({ ...mask, prompt: 1 }))];
		const { levels } = selectLevels(twice, [point(100, 100)], space);
		expect(levels).toHaveLength(3);
	});

	it('is empty where no mask holds the click', () => {
		expect(selectLevels(masks, [point(5, 5)], space)).toEqual({ levels: [], first: -1, found: [] });
	});

	it('shows first what several prompts agree on', () => {
		const agreed = [1, 2, 3].map((prompt) => ({ ...masks[1]!, prompt }));
		const { levels, first } = selectLevels([...masks, ...agreed], [point(100, 100)], space);
		expect(levels.map(({ logits }) => logitAt(logits, 100, 160, space) > 0)).toEqual([false, false, true]);
		expect(first).toBe(1);
	});

	it('gives the mean of masks that all but equal each other', () => {
		const small = { logits: discLogits(centre, 50, space), score: 0.9, prompt: 0 };
		const large = { logits: discLogits(centre, 52, space), score: 0.9, prompt: 1 };
		const { levels } = selectLevels([small, large], [point(100, 100)], space);
		expect(levels).toHaveLength(1);
		expect(logitAt(levels[0]!.logits, 100, 149, space)).toBeGreaterThan(0);
		expect(logitAt(levels[0]!.logits, 100, 154, space)).toBeLessThan(0);
	});
});

describe('several prompts', () => {
	const space = spaceOf(200, 200);
	const masks = discs({ x: 100, y: 100 }, [80, 50, 20], space);

	it('leave the masks that hold all positive points', () => {
		const { levels } = selectLevels(masks, [point(100, 100), point(100, 140)], space);
		expect(levels).toHaveLength(2);
	});

	it('leave the masks that hold no negative point', () => {
		const { levels } = selectLevels(masks, [point(100, 100), point(100, 140, false)], space);
		expect(levels).toHaveLength(1);
	});

	it('leave what comes nearest where no mask keeps all negative points out', () => {
		const prompts = [point(100, 100), point(100, 104, false), point(100, 140, false)];
		expect(selectLevels(masks, prompts, space).levels).toHaveLength(1);
	});

	it('in a box: leave the masks that mostly lie in it', () => {
		const box: Prompt = { type: 'box', x0: 60, y0: 60, x1: 140, y1: 140 };
		expect(selectLevels(masks, [box], space).levels).toHaveLength(2);
	});
});

describe('building a ladder', () => {
	const space = spaceOf(200, 150);
	const masks = discs({ x: 100, y: 75 }, [60, 40, 20, 10], space);
	const prompts = [point(100, 75)];

	it('tells a first mask after the first prompt, before any other is asked', async () => {
		const { decode, batches } = fixedModel(masks);
		const told: { asked: number; mask: LogitMask }[] = [];
		await buildPromptedLadder({
			prompts,
			space,
			decode,
			onFirst: (mask) => told.push({ asked: batches.flat().length, mask }),
		});
		expect(told).toHaveLength(1);
		expect(told[0]!.asked).toBe(1);
		expect(logitAt(told[0]!.mask.logits, 100, 75, space)).toBeGreaterThan(0);
	});

	it('asks in batches of prompts with one number of points, all within the image', async () => {
		const { decode, batches } = fixedModel(masks);
		await buildPromptedLadder({ prompts: [point(199.9, 0.1)], space, decode });
		for (const batch of batches) {
			expect(new Set(batch.map(({ length }) => length)).size).toBe(1);
			for (const { x, y, label } of batch.flat()) {
				if (label < 0) continue;
				expect([x >= -0.5, x <= 127.5, y >= -0.5, y <= 95.5]).toEqual([true, true, true, true]);
			}
		}
	});

	it('stops between two batches when it is no longer wanted', async () => {
		const { decode, batches } = fixedModel(masks);
		const controller = new AbortController();
		const ladder = buildPromptedLadder({
			prompts,
			space,
			decode,
			signal: controller.signal,
			onFirst: () => controller.abort(new Error('a newer click')),
		});
		await expect(ladder).rejects.toThrow('a newer click');
		expect(batches).toHaveLength(1);
	});

	it('takes a box alone, and with points', async () => {
		const box: Prompt = { type: 'box', x0: 30, y0: 10, x1: 170, y1: 140 };
		for (const prompts of [[box], [box, point(100, 75), point(5, 5, false)]]) {
			const { decode } = fixedModel(masks);
			const { levels } = await buildPromptedLadder({ prompts, space, decode });
			expect(levels.length).toBeGreaterThan(0);
		}
	});
});
