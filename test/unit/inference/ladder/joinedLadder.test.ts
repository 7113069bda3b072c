import { describe, expect, it } from 'vitest';
import { buildCorrectedLadder } from '../../../../src/inference/ladder/correctedLadder';
import { fullSizeLadder } from '../../../../src/inference/ladder/fullSizeLadder';
import { buildJoinedLadder, firstJoinedMask } from '../../../../src/inference/ladder/joinedLadder';
import { type DecoderMaskPrompt, maxLevels } from '../../../../src/inference/ladder/ladderRequest';
import { levelStrategy } from '../../../../src/inference/ladder/levelStrategy';
import type { Decode, DecoderPrompt, DecoderSpace } from '../../../../src/inference/mask/decoderPrompt';
import { type LogitMask, logitAt } from '../../../../src/inference/mask/logitMask';
import { maskFromLogits } from '../../../../src/inference/mask/maskFromLogits';
import type { Candidate } from '../../../../src/shared/candidate';
import { decodeRle } from '../../../../src/shared/mask/cocoRle';
import { iou } from '../../../../src/shared/mask/setOperations';
import type { Prompt } from '../../../../src/shared/prompt';
import { iouThresholds } from '../../../../src/shared/thresholds';
import fc from '../../fastCheck';
import { contains, discs, logitSize, scenes, spaceOf } from '../discs';

const point = (x: number, y: number, positive = true): Prompt => ({ type: 'point', x, y, positive });
const space: DecoderSpace = spaceOf(200, 200);
const centre = point(100, 100);
/** Discs with sharp outlines, as a model is sure of them. */
const scored = (radii: readonly number[], scores: readonly number[]) =>
	discs({ x: 100, y: 100 }, radii, space).map(({ logits, prompt }, index) => ({
		logits: logits.map((logit) => 20 * logit),
		score: scores[index]!,
		prompt,
	}));

/** A model that says `own` to what it is asked first, and `later` to each prompt of the calls after it. */
function modelOf(own: readonly LogitMask[], later: readonly LogitMask[] = own) {
	const asked: (readonly DecoderPrompt[])[] = [];
	const decode: Decode = async (prompts) => {
		const masks = asked.length === 0 ? own : prompts.flatMap(() => later);
		asked.push(prompts);
		return {
			logits: Float32Array.from(masks.flatMap(({ logits }) => [...logits])),
			scores: Float32Array.from(masks, ({ score }) => score),
		};
	};
	return { decode, asked };
}

/** Radii of a ladder's discs, as far as these probes tell them apart. */
const radii = (levels: readonly LogitMask[], probes: readonly number[]) =>
	levels.map(({ logits }) => probes.filter((at) => logitAt(logits, 100 + at, 100, space) > 0).at(-1));

const sound = (candidates: readonly Candidate[], click: { readonly x: number; readonly y: number }) => {
	expect(candidates.length).toBeLessThanOrEqual(maxLevels);
	const areas = candidates.map(({ area }) => area);
	expect(areas).toEqual(areas.toSorted((a, b) => a - b));
	const full = candidates.map(({ segmentation }) => decodeRle(segmentation));
	for (const [i, mask] of full.entries()) {
		expect(contains(mask, click)).toBe(true);
		for (const other of full.slice(i + 1))
			expect(iou(mask, other)).toBeLessThanOrEqual(iouThresholds.duplicateLevel);
	}
};

describe('a ladder of own levels with the gaps between them filled', () => {
	it('is sound, whatever the model says', async () => {
		await fc.assert(
			fc.asyncProperty(scenes, scenes, async ({ space, masks, click }, { masks: others }) => {
				const prompts = [point(click.x, click.y)];
				const { decode } = modelOf(masks.slice(0, 6), others.slice(0, masks.slice(0, 6).length));
				const ladder = await buildJoinedLadder({ prompts, space, decode });
				const { candidates, first } = fullSizeLadder(ladder, prompts, space);
				sound(candidates, click);
				expect(candidates[first] !== undefined).toBe(candidates.length > 0);
			}),
		);
	});

	it('asks for what lies between two levels, with what the larger one has more as a point of both kinds', async () => {
		const { decode, asked } = modelOf(scored([20, 80], [0.7, 0.6]), scored([50, 52], [0.9, 0.8]));
		const { levels, first } = await buildJoinedLadder({ prompts: [centre], space, decode });
		expect(asked.map((batch) => batch.map((prompt) => prompt.map(({ label }) => label)))).toEqual([
			[[1, -1]],
			[
				[1, 0, -1],
				[1, 1, -1],
			],
		]);
		expect(radii(levels, [15, 45, 75])).toEqual([15, 45, 75]);
		// Shown first is the best of its own, not what another question scored higher.
		expect(first).toBe(0);
	});

	it('asks nothing more where its own levels leave no gap, or where several prompts say what is meant', async () => {
		const close = modelOf(scored([50, 52], [0.7, 0.9]));
		expect((await buildJoinedLadder({ prompts: [centre], space, decode: close.decode })).levels).toHaveLength(
			1,
		);
		expect(close.asked).toHaveLength(1);
		const several = modelOf(scored([20, 80], [0.7, 0.6]));
		const prompts = [centre, point(110, 100)];
		expect((await buildJoinedLadder({ prompts, space, decode: several.decode })).levels).toHaveLength(2);
		expect(several.asked).toHaveLength(1);
	});

	it('shows a mask without a sure outline free of its frays, and leaves sure ones as they are', async () => {
		const frayed = (logits: Float32Array, by: number) =>
			logits.map((logit, at) => logit / 400 + ((at + Math.floor(at / logitSize)) % 2 === 0 ? by : -by));
		const [part, whole] = scored([20, 80], [0.7, 0.6]);
		const guess = { ...whole!, logits: frayed(whole!.logits, 0.5) };
		const { levels } = await buildJoinedLadder({
			prompts: [centre],
			space,
			decode: modelOf([part!, guess]).decode,
		});
		expect(radii(levels, [15, 75])[0]).toBe(15);
		const cells = (logits: Float32Array) => logits.map((logit) => Number(logit > 0));
		const missed = (logits: Float32Array) =>
			cells(logits).filter((cell, at) => cell !== cells(whole!.logits)[at]).length;
		expect(missed(guess.logits)).toBeGreaterThan(300);
		expect(missed(levels.at(-1)!.logits)).toBeLessThan(60);
	});

	it('shows something with a sure outline first, where the model thinks as much of both, in a preview too', async () => {
		const [part, whole] = scored([20, 80], [0.7, 0.7]);
		for (const vague of [0, 1]) {
			const own = [part!, whole!].map((mask, index) =>
				index === vague ? { ...mask, logits: mask.logits.map((logit) => logit / 400) } : mask,
			);
			const { levels, first } = await buildJoinedLadder({
				prompts: [centre],
				space,
				decode: modelOf(own).decode,
			});
			const sure = [75, 15][vague];
			expect(radii([levels[first]!], [15, 75])).toEqual([sure]);
			const preview = await firstJoinedMask({ prompts: [centre], space, decode: modelOf(own).decode });
			expect(radii([preview!], [15, 75])).toEqual([sure]);
		}
	});

	it('shows what fills a box first, where the model thinks as much of others, however vague it is', async () => {
		const own = scored([20, 50, 80], [0.7, 0.7, 0.7]);
		for (const [index, half] of [20, 50, 80].entries()) {
			const masks = own.map((mask, at) =>
				at === index ? { ...mask, logits: mask.logits.map((logit) => logit / 400) } : mask,
			);
			const box: Prompt = { type: 'box', x0: 100 + half, y0: 100 - half, x1: 100 - half, y1: 100 + half };
			const shown = await firstJoinedMask({ prompts: [box], space, decode: modelOf(masks).decode });
			expect(radii([shown!], [5, 40, 70])).toEqual([[5, 40, 70][index]]);
		}
	});

	it('takes a second opinion on a box, and shows first what fills the box better', async () => {
		const box: Prompt = { type: 'box', x0: 50, y0: 50, x1: 150, y1: 150 };
		const own = modelOf(scored([20], [0.9]));
		const second = modelOf(scored([50], [0.8]));
		const shown: LogitMask[] = [];
		const { levels, first } = await buildJoinedLadder({
			prompts: [box],
			space,
			decode: own.decode,
			secondOpinion: second.decode,
			onFirst: (mask) => shown.push(mask),
		});
		expect(radii(levels, [15, 45])).toEqual([15, 45]);
		expect(radii([levels[first]!], [15, 45])).toEqual([45]);
		expect(shown).toEqual([levels[first]]);
		expect([own.asked.length, second.asked.length]).toEqual([1, 1]);
	});

	it('thinks more of its own opinion where both fill the box', async () => {
		const box: Prompt = { type: 'box', x0: 50, y0: 50, x1: 150, y1: 150 };
		const { levels, first } = await buildJoinedLadder({
			prompts: [box],
			space,
			decode: modelOf(scored([50], [0.9])).decode,
			secondOpinion: modelOf(scored([50, 44], [0.95, 0.5])).decode,
		});
		expect(levels[first]!.score).toBeCloseTo(0.9, 1);
		expect(levels).toHaveLength(2);
	});

	it('takes no second opinion on points, whose scores do not compare', async () => {
		const second = modelOf(scored([50], [0.9]));
		for (const prompts of [[centre], [centre, point(110, 100)]]) {
			const { decode } = modelOf(scored([20, 80], [0.7, 0.6]));
			await buildJoinedLadder({ prompts, space, decode, secondOpinion: second.decode });
		}
		expect(second.asked).toHaveLength(0);
	});

	it('is not completed when it is no longer wanted', async () => {
		const { decode, asked } = modelOf(scored([20, 80], [0.7, 0.6]));
		const controller = new AbortController();
		const late: Decode = (prompts) => {
			controller.abort(new Error('a newer click'));
			return decode(prompts);
		};
		const ladder = buildJoinedLadder({ prompts: [centre], space, decode: late, signal: controller.signal });
		await expect(ladder).rejects.toThrow('a newer click');
		expect(asked).toHaveLength(1);
	});
});

describe('a ladder that corrects a mask', () => {
	const prompts = [centre, point(150, 100, false)];
	const correcting = (
		logits: Float32Array,
		decodeWithMask: Decode,
		{ isChosen = false, of = space } = {},
	): DecoderMaskPrompt => ({ decodeWithMask, logits, mask: maskFromLogits(logits, of), isChosen });
	const [before] = scored([60], [1]).map(({ logits }) => logits);

	it('is sound, and shows first what became of the mask, where that obeys', async () => {
		await fc.assert(
			fc.asyncProperty(scenes, scenes, async ({ space, masks, click }, { masks: others }) => {
				const prompts = [point(click.x, click.y)];
				const firsts: LogitMask[] = [];
				const { levels, first } = await buildCorrectedLadder({
					prompts,
					space,
					decode: modelOf(others).decode,
					maskPrompt: correcting(others[0]!.logits, modelOf(masks).decode, { of: space }),
					onFirst: (mask) => firsts.push(mask),
				});
				sound(fullSizeLadder({ levels, first }, prompts, space).candidates, click);
				if (firsts.length > 0) expect(levels[first]!.logits).toEqual(firsts[0]!.logits);
			}),
		);
	});

	it('shows the correction first, though the model thinks more of other levels', async () => {
		const withMask = modelOf(scored([45, 20], [0.6, 0.5]));
		const plain = modelOf(scored([10, 30], [0.9, 0.95]));
		const strategy = levelStrategy('native', { prompting: 'together' });
		const reported: Candidate[] = [];
		const { candidates, first } = await strategy.build({
			prompts,
			space,
			decode: plain.decode,
			maskPrompt: correcting(before!, withMask.decode),
			onFirst: (candidate) => reported.push(candidate),
		});
		// Four masks of the model, and the mask that was shown before, changed at the point only.
		expect(candidates).toHaveLength(5);
		expect(first).toBe(4);
		expect(reported).toEqual([{ ...candidates[4]!, level: 1 }]);
		expect([withMask.asked, plain.asked].map((batches) => batches.map((batch) => batch.length))).toEqual([
			[1],
			[1, 1],
		]);
	});

	it('shows first what is nearest to a mask that somebody chose', async () => {
		const withMask = modelOf(scored([45, 20, 95], [0.6, 0.9, 0.5]));
		const [chosen] = scored([50], [1]);
		const shownFirst = async (maskPrompt: DecoderMaskPrompt) => {
			const { levels, first } = await buildCorrectedLadder({
				prompts,
				space,
				decode: modelOf([]).decode,
				maskPrompt,
			});
			return radii([levels[first]!], [15, 40, 90]);
		};
		expect(await shownFirst(correcting(chosen!.logits, withMask.decode))).toEqual([15]);
		expect(await shownFirst(correcting(chosen!.logits, withMask.decode, { isChosen: true }))).toEqual([40]);
	});

	it('falls back on the prompts alone where no correction obeys them', async () => {
		const withMask = modelOf(discs({ x: 20, y: 20 }, [10], space));
		const plain = modelOf(scored([10, 30], [0.9, 0.95]));
		const { levels, first } = await buildCorrectedLadder({
			prompts,
			space,
			decode: plain.decode,
			maskPrompt: correcting(before!, withMask.decode),
		});
		expect(radii(levels, [5, 25])).toEqual([5, 25]);
		expect(first).toBe(1);
	});

	it('is built without the mask where the model takes none', async () => {
		const plain = modelOf(scored([10, 30], [0.9, 0.95]));
		const strategy = levelStrategy('native', { prompting: 'together' });
		expect((await strategy.build({ prompts, space, decode: plain.decode })).candidates).toHaveLength(2);
	});
});
