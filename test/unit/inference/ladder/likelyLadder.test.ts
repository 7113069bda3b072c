import { describe, expect, it } from 'vitest';
import { candidatePool } from '../../../../src/inference/ladder/candidatePool';
import { fullSizeLadder } from '../../../../src/inference/ladder/fullSizeLadder';
import { buildJoinedLadder, firstJoinedMask } from '../../../../src/inference/ladder/joinedLadder';
import { maxLevels } from '../../../../src/inference/ladder/ladderRequest';
import { type AskedMask, maskFigures } from '../../../../src/inference/ladder/maskFigures';
import type { Decode, DecoderPrompt } from '../../../../src/inference/mask/decoderPrompt';
import { figureCount, type Likelihoods } from '../../../../src/inference/mask/likelihoods';
import { type LogitMask, logitAt } from '../../../../src/inference/mask/logitMask';
import { decodeRle } from '../../../../src/shared/mask/cocoRle';
import type { Prompt } from '../../../../src/shared/prompt';
import fc from '../../fastCheck';
import { contains, discs, scenes, spaceOf } from '../discs';

const point = (x: number, y: number, positive = true) => ({ type: 'point', x, y, positive }) as const;
const space = spaceOf(200, 200);
const centre = point(100, 100);

/** Discs of these radii about the click, with outlines as a model is sure of them. */
const sure = (radii: readonly number[], score = 0.5) =>
	discs(centre, radii, space).map((mask) => ({ ...mask, score, logits: mask.logits.map((one) => 20 * one) }));

/** A decoder that says the same to each prompt, and what it was asked. */
function saying(masks: readonly LogitMask[]) {
	const asked: (readonly DecoderPrompt[])[] = [];
	const decode: Decode = async (prompts) => {
		asked.push(prompts);
		const all = prompts.flatMap(() => masks);
		return {
			logits: Float32Array.from(all.flatMap(({ logits }) => [...logits])),
			scores: Float32Array.from(all, ({ score }) => score),
		};
	};
	return { decode, asked };
}

/** Where the figures have what part of the image a mask is, as a logarithm. */
const sizeAt = 17;

/** A model that takes masks of a radius to be meant, and nothing else. */
const meaning =
	(radius: number): Likelihoods =>
	async (figures, masks) => {
		const sizes = Array.from({ length: masks }, (_, mask) => Math.exp(figures[mask * figureCount + sizeAt]!));
		const off = sizes.map((size) => Math.abs(size - (Math.PI * radius ** 2) / 200 ** 2));
		return off.map((one) => Number(one === Math.min(...off)));
	};

const evenly: Likelihoods = async (_, masks) => new Float64Array(masks).fill(1 / masks);

const radiiOf = (masks: readonly LogitMask[], probes: readonly number[]) =>
	masks.map(({ logits }) => probes.filter((at) => logitAt(logits, 100 + at, 100, space) > 0).at(-1));

describe('a ladder by what is likely to be meant', () => {
	it('is sound, whatever the model says and takes to be meant', async () => {
		const weights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(scenes, weights, async ({ space, masks, click }, some) => {
				const prompts = [point(click.x, click.y)];
				const likelihoods: Likelihoods = async (_, count) =>
					Array.from({ length: count }, (_, at) => some[at % some.length]!);
				const { decode } = saying(masks.slice(0, 6));
				const ladder = await buildJoinedLadder({ prompts, space, decode, likelihoods });
				const { candidates, first } = fullSizeLadder(ladder, prompts, space);
				expect(candidates.length).toBeLessThanOrEqual(maxLevels);
				expect(candidates[first] !== undefined).toBe(candidates.length > 0);
				const areas = candidates.map(({ area }) => area);
				expect(areas).toEqual(areas.toSorted((a, b) => a - b));
				for (const { segmentation } of candidates)
					expect(contains(decodeRle(segmentation), click)).toBe(true);
			}),
		);
	});

	it('shows the best of its own masks first, before anything else is asked, whatever is likely', async () => {
		for (const likely of [20, 50, 80]) {
			const own = sure([20, 50, 80]).map((mask, index) => ({ ...mask, score: [0.5, 0.7, 0.6][index]! }));
			const { decode, asked } = saying(own);
			const second = saying(sure([65], 0.9));
			const request = { prompts: [centre], space, decode, likelihoods: meaning(likely) };
			const early: LogitMask[] = [];
			const { levels, first } = await buildJoinedLadder({
				...request,
				secondOpinion: second.decode,
				onFirst: (mask) => {
					early.push(mask);
					expect([asked.length, second.asked.length]).toEqual([1, 0]);
				},
			});
			const probes = [15, 45, 75];
			expect(radiiOf(early, probes)).toEqual([45]);
			expect(radiiOf([levels[first]!], probes)).toEqual([45]);
			expect(radiiOf([(await firstJoinedMask(request))!], probes)).toEqual([45]);
			expect(radiiOf(levels, probes)).toContain(likely - 5);
		}
	});

	it('asks for what the larger of two neighbours has more, and the second opinion about the click', async () => {
		const { decode, asked } = saying(sure([20, 80]));
		const second = saying(sure([50], 0.9));
		const likelihoods = evenly;
		const request = { prompts: [centre], space, decode, secondOpinion: second.decode, likelihoods };
		const { levels } = await buildJoinedLadder(request);
		const labels = (batches: readonly (readonly DecoderPrompt[])[]) =>
			batches.map((batch) => batch.map((prompt) => prompt.map(({ label }) => label)));
		expect(labels(asked)).toEqual([[[1, -1]], [[1, 1, -1]]]);
		expect(labels(second.asked)).toEqual([[[1, -1]]]);
		expect(radiiOf(levels, [15, 45, 75])).toEqual([15, 45, 75]);
	});

	it('offers no level that is not expected to be the best one', async () => {
		const request = { prompts: [centre], space, decode: saying(sure([20, 40, 60, 80])).decode };
		const all = await buildJoinedLadder({ ...request, likelihoods: evenly });
		expect(all.levels).toHaveLength(4);
		// Beside what is shown first, the best by its score.
		const one = await buildJoinedLadder({ ...request, likelihoods: meaning(40) });
		expect(radiiOf(one.levels, [15, 35, 55, 75])).toEqual([15, 35]);
	});

	it('offers no frayed level, unless it is the one that is shown first', async () => {
		const frayed = ({ logits, ...mask }: LogitMask): LogitMask => ({
			...mask,
			logits: logits.map((one, at) => ((at * 7) % 11 < 4 ? -9 : one)),
		});
		const clean = sure([20, 50, 80]);
		const request = { prompts: [centre], space, likelihoods: evenly };
		const radii = async (masks: readonly LogitMask[]) =>
			radiiOf((await buildJoinedLadder({ ...request, decode: saying(masks).decode })).levels, [15, 45, 75]);
		const some = (isFirst: boolean) =>
			clean.map((mask, index) => (index === 1 ? { ...frayed(mask), score: isFirst ? 0.9 : 0.1 } : mask));
		expect(await radii(clean)).toEqual([15, 45, 75]);
		expect(await radii(some(false))).toEqual([15, 75]);
		expect(await radii(some(true))).toHaveLength(3);
	});

	it('is not for a box, nor for several points', async () => {
		const likelihoods: Likelihoods = () => Promise.reject(new Error('It was asked.'));
		const box: Prompt = { type: 'box', x0: 20, y0: 20, x1: 180, y1: 180 };
		for (const prompts of [[box], [centre, point(110, 100)]]) {
			const { decode } = saying(sure([20, 80]));
			const { levels } = await buildJoinedLadder({ prompts, space, decode, likelihoods });
			expect(levels.length).toBeGreaterThan(0);
		}
	});
});

describe('figures of a click’s masks', () => {
	const asked = (masks: readonly LogitMask[], by: AskedMask['asked'], prompt: number) =>
		masks.map((mask, place): AskedMask => ({ ...mask, prompt, asked: by, place, modelScore: mask.score }));

	it('are finite numbers, as many for each mask as the models take', () => {
		fc.assert(
			fc.property(scenes, scenes, ({ space, masks, click }, { masks: others }) => {
				const all = [
					...asked(masks.slice(0, 6), 'own', 0),
					...asked(others.slice(0, 6), 'gap', 1),
					...asked(others.slice(0, 4), 'second', 2),
				];
				const pool = candidatePool(all, [point(click.x, click.y)], space);
				const figures = maskFigures(pool, click, space);
				expect(figures).toHaveLength(pool.members.length * figureCount);
				expect(figures.every(Number.isFinite)).toBe(true);
			}),
		);
	});

	it('say how deep the click lies, in cells: as far as to the outline', () => {
		const depthAt = 24;
		const pool = candidatePool(asked(sure([50]), 'own', 0), [centre], space);
		const figures = maskFigures(pool, centre, space);
		const cell = 200 / 32;
		// A square fits into a disc up to its corners.
		const depth = figures[depthAt]! * Math.sqrt(pool.members[0]!.bitmap.area);
		expect(Math.abs(depth - 50 / cell / Math.SQRT2)).toBeLessThan(1.5);
		const aside = maskFigures(pool, point(140, 100), space);
		expect(aside[depthAt]!).toBeLessThan(figures[depthAt]!);
	});

	it('say how well other prompts and the second opinion agree', () => {
		const all = [
			...asked(sure([50]), 'own', 0),
			...asked(sure([50]), 'second', 1),
			...asked(sure([20]), 'gap', 2),
		];
		const pool = candidatePool(all, [centre], space);
		const [agreement, bestOfSecond] = [27, 30];
		const figures = maskFigures(pool, centre, space);
		const part = pool.iou[2]!;
		expect(figures[agreement]).toBeCloseTo((1 + part) / 2, 5);
		expect(figures[bestOfSecond]).toBe(1);
		expect(figures[2 * figureCount + bestOfSecond]).toBeCloseTo(part, 5);
	});
});
