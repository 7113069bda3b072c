import { describe, expect, it } from 'vitest';
import { buildCombinedLadder } from '../../../../src/inference/ladder/combinedLadder';
import { levelStrategy } from '../../../../src/inference/ladder/levelStrategy';
import { type Decode, type DecoderPrompt, pointLabels } from '../../../../src/inference/mask/decoderPrompt';
import type { Candidate } from '../../../../src/shared/candidate';
import { decodeRle } from '../../../../src/shared/mask/cocoRle';
import { containsPixel } from '../../../../src/shared/mask/runLengths';
import { subtract } from '../../../../src/shared/mask/setOperations';
import type { ImagePoint, Prompt } from '../../../../src/shared/prompt';
import fc from '../../fastCheck';
import { contains, discLogits, scenes, spaceOf } from '../discs';

const point = (x: number, y: number, positive = true): Prompt & ImagePoint => ({
	type: 'point',
	x,
	y,
	positive,
});
const space = spaceOf(200, 200);

/** A model that answers a prompt with discs about it, of these radii; the largest is the likeliest. */
function discModel(radii: readonly number[], of = space) {
	const asked: (readonly DecoderPrompt[])[] = [];
	const decode: Decode = async (prompts) => {
		asked.push(prompts);
		const masks = prompts.flatMap(([at]) => {
			const centre = { x: (at!.x + 0.5) / of.inputScale.x, y: (at!.y + 0.5) / of.inputScale.y };
			return radii.map((radius) => [...discLogits(centre, radius, of)]);
		});
		return {
			logits: Float32Array.from(masks.flat()),
			scores: Float32Array.from(masks, (_, index) => 0.5 + 0.1 * (index % radii.length)),
		};
	};
	return { decode, asked };
}

async function masksOf(radii: readonly number[], ...prompts: readonly Prompt[]) {
	const { candidates } = await buildCombinedLadder({ prompts, space, decode: discModel(radii).decode });
	return candidates.map(({ segmentation }) => decodeRle(segmentation));
}

describe('combined masks', () => {
	it('ask for each prompt by itself, in one call, never for a negative one', async () => {
		const { decode, asked } = discModel([10, 30]);
		const box: Prompt = { type: 'box', x0: 60, y0: 60, x1: 140, y1: 140 };
		await buildCombinedLadder({ prompts: [point(100, 100), point(20, 20, false), box], space, decode });
		expect(asked).toHaveLength(1);
		const { padding, positive, boxStart, boxEnd } = pointLabels;
		expect(asked[0]!.map((prompt) => prompt.map(({ label }) => label))).toEqual([
			[positive, padding],
			[positive, padding],
			[boxStart, boxEnd],
		]);
	});

	it('of two clicks hold both: joined rank by rank, and those that held both before', async () => {
		const masks = await masksOf([10, 30, 80], point(70, 100), point(130, 100));
		for (const mask of masks) {
			expect([containsPixel(mask, 70, 100), containsPixel(mask, 130, 100)]).toEqual([true, true]);
		}
		expect(containsPixel(masks[0]!, 100, 100)).toBe(false);
		expect(containsPixel(masks.at(-1)!, 100, 100)).toBe(true);
	});

	it('lose at a negative point the largest mask of that place that leaves the clicks alone', async () => {
		const masks = await masksOf([10, 20, 60], point(80, 100), point(130, 100, false));
		// Of the discs about the negative point that of 60 would take the click away, that of 20 does not.
		const [whole] = (await masksOf([10, 20, 60], point(80, 100))).slice(-1);
		const [, taken] = await masksOf([10, 20, 60], point(130, 100));
		expect(masks.at(-1)).toEqual(subtract(whole!, taken!));
		expect(masks).toHaveLength(3);
	});

	it('are left as they are by a negative point outside them', async () => {
		const alone = await masksOf([10, 30], point(60, 60));
		expect(await masksOf([10, 30], point(60, 60), point(150, 150, false))).toEqual(alone);
	});

	it('leave out what lies mostly outside a box', async () => {
		const box: Prompt = { type: 'box', x0: 80, y0: 80, x1: 120, y1: 120 };
		const masks = await masksOf([15, 70], point(100, 100), box);
		expect(masks.length).toBeGreaterThan(0);
		for (const mask of masks) expect(containsPixel(mask, 150, 100)).toBe(false);
	});

	it('obey every click in any scene', async () => {
		const share = fc.double({ min: 0, max: 1, noNaN: true });
		const clicks = fc.array(fc.record({ x: share, y: share, positive: fc.boolean() }), {
			minLength: 1,
			maxLength: 3,
		});
		await fc.assert(
			fc.asyncProperty(scenes, clicks, async ({ space: of }, places) => {
				const prompts = places.map(({ x, y, positive }, index) =>
					point(x * of.width, y * of.height, positive || index === 0),
				);
				const side = Math.max(of.width, of.height);
				const { decode } = discModel([side / 9, side / 4, side], of);
				const { candidates, first } = await buildCombinedLadder({ prompts, space: of, decode });
				expect(candidates[first] !== undefined).toBe(candidates.length > 0);
				const areas = candidates.map(({ area }) => area);
				expect(areas).toEqual(areas.toSorted((a, b) => a - b));
				for (const { segmentation } of candidates) {
					const mask = decodeRle(segmentation);
					for (const prompt of prompts) {
						if (prompt.type === 'point' && prompt.positive) expect(contains(mask, prompt)).toBe(true);
					}
				}
			}),
			{ numRuns: 60 },
		);
	});
});

describe('a model that takes one prompt at a time', () => {
	const { build, first } = levelStrategy('native', { prompting: 'apart' });

	it('gives its own masks for one click, and tells first what it shows first', async () => {
		const { decode, asked } = discModel([10, 30, 60]);
		const told: Candidate[] = [];
		const request = { prompts: [point(100, 100)], space, decode };
		const ladder = await build({ ...request, onFirst: (candidate) => told.push(candidate) });
		expect(asked).toHaveLength(1);
		expect(ladder.candidates).toHaveLength(3);
		expect(told.map(({ segmentation }) => segmentation)).toEqual([ladder.candidates[2]!.segmentation]);
		expect(await first(request)).toEqual(told[0]);
	});

	it('combines those of several, and tells first what it shows first', async () => {
		const { decode } = discModel([10, 30, 60]);
		const told: Candidate[] = [];
		const prompts = [point(100, 100), point(130, 100, false)];
		const ladder = await build({ prompts, space, decode, onFirst: (candidate) => told.push(candidate) });
		expect(told.map(({ segmentation }) => segmentation)).toEqual([
			ladder.candidates[ladder.first]!.segmentation,
		]);
	});
});
