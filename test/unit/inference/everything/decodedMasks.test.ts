import { describe, expect, it } from 'vitest';
import { atEveryLevel, decodedMasks, levelsOf } from '../../../../src/inference/everything/decodedMasks';
import type { Proposal } from '../../../../src/inference/everything/proposal';
import { bitmapOf } from '../../../../src/inference/mask/bitmap';
import type { Decode } from '../../../../src/inference/mask/decoderPrompt';
import { smooth, stability } from '../../../../src/inference/mask/maskQuality';
import { minShownStability } from '../../../../src/shared/thresholds';
import { discLogits, logitSize, spaceOf } from '../discs';

const space = spaceOf(320, 320);
const centre = { x: 160, y: 160 };
const wanted = { minScore: 0, minStability: 0.92 };
const click = [{ x: 0, y: 0, label: 1 }];

/** A decoder that gives discs of these radii to each prompt, as sharp as a model's masks are. */
function decoderOf(radii: readonly number[], scores: readonly number[]): Decode {
	return async (prompts) => ({
		logits: Float32Array.from(
			prompts.flatMap(() =>
				radii.flatMap((radius) => [...discLogits(centre, radius, space)].map((value) => 20 * value)),
			),
		),
		scores: Float32Array.from(prompts.flatMap(() => scores)),
	});
}

const proposal = (maskIndex: number): Proposal => ({
	point: 0,
	maskIndex,
	level: maskIndex + 1,
	levels: [maskIndex + 1],
	score: 1,
	shape: { box: [0, 0, 1, 1] },
});

describe('what a click of the grid gives', () => {
	it('is by area where the order is no promise, without SAM’s compromise', async () => {
		const decode = decoderOf([70, 130, 40, 90], [0.9, 0.91, 0.92, 0.93]);
		const { proposals, levels } = await decodedMasks(decode, space, 'ladder', 4).propose([click, click], 10, {
			...wanted,
			minScore: 0.5,
		});
		expect(levels).toBe(3);
		const said = proposals.map(({ point, maskIndex, level, score }) => [
			point,
			maskIndex,
			level,
			score.toFixed(2),
		]);
		const ofClick = (point: number) => [
			[point, 2, 1, '0.92'],
			[point, 3, 2, '0.93'],
			[point, 1, 3, '0.91'],
		];
		expect(said).toEqual([...ofClick(10), ...ofClick(11)]);
	});

	it('is in the model’s order where its masks are its levels', async () => {
		const source = decodedMasks(decoderOf([70, 130, 40, 90], [0.9, 0.2, 0.9, 0.9]), space, 'native', 4);
		const { proposals, levels } = await source.propose([click], 0, { ...wanted, minScore: 0.5 });
		expect([levels, ...proposals.map(({ level }) => level)]).toEqual([4, 1, 3, 4]);
	});

	it('can be had again as logits, mask by mask', async () => {
		const source = decodedMasks(decoderOf([70, 130, 40, 90], [1, 1, 1, 1]), space, 'ladder', 4);
		const { proposals } = await source.propose([click, click], 0, wanted);
		const again = [proposals[4]!, proposals[2]!, proposals[0]!];
		const logits = await source.logitsOf(again, () => click);
		const radii = [90, 130, 40];
		for (const [i, radius] of radii.entries()) {
			expect(logits[i]).toEqual(discLogits(centre, radius, space).map((value) => 20 * value));
		}
	});

	const blurred: Decode = async () => ({
		logits: discLogits(centre, 60, space).map((value) => value / 5),
		scores: Float32Array.of(1),
	});

	it('is nothing where its outline is anywhere', async () => {
		const { proposals } = await decodedMasks(blurred, space, 'ladder', 4).propose([click], 0, wanted);
		expect(proposals).toEqual([]);
	});

	it('is doubtful there, where other points may agree, in the shape that a click shows', async () => {
		// A checkered ground, as the decoder leaves where it is in doubt: a click shows it smoothed.
		const frayed: Decode = async (prompts) => {
			const { logits, scores } = await blurred(prompts);
			return { logits: logits.map((value, at) => value + (at % 2 === 0 ? 0.9 : -0.9)), scores };
		};
		const criteria = { ...wanted, minAgreement: 0.1 };
		for (const levels of ['native', 'joined'] as const) {
			const source = decodedMasks(frayed, space, levels, 4);
			const { proposals } = await source.propose([click], 0, criteria);
			expect(proposals.map(({ isDoubtful }) => isDoubtful)).toEqual([true]);
			const [logits] = await source.logitsOf(proposals, () => click);
			const raw = (await frayed([click])).logits;
			expect(stability(raw, space)).toBeLessThan(minShownStability);
			expect(logits).toEqual(levels === 'joined' ? smooth(raw, space) : raw);
			const bitmap = bitmapOf(logits!, logitSize, logitSize, logitSize);
			expect(proposals[0]!.shape).toEqual({ bitmap });
		}
		// By area, a doubtful mask would take a good one's place.
		expect((await decodedMasks(frayed, space, 'ladder', 4).propose([click], 0, criteria)).proposals).toEqual(
			[],
		);
	});
});

describe('the sure masks of a click', () => {
	it.each([
		[1, [[1, 2, 3]]],
		[2, [[1], [2, 3]]],
		[3, [[1], [2], [3]]],
	])('if there are %i, have one of them at each of three levels', (count, expected) => {
		const sure = Array.from({ length: count }, (_, maskIndex) => proposal(maskIndex));
		const placed = atEveryLevel(sure, 3);
		expect(placed.map(({ levels }) => levels)).toEqual(expected);
		expect(placed.map(({ maskIndex }) => maskIndex)).toEqual(sure.map(({ maskIndex }) => maskIndex));
	});

	it('may be none, or one of a model with one level', () => {
		expect(atEveryLevel([], 3)).toEqual([]);
		expect(atEveryLevel([proposal(0)], 1)).toEqual([proposal(0)]);
	});
});

describe('the number of levels', () => {
	it('leaves SAM’s compromise out', () => {
		expect([
			levelsOf(4, 'ladder'),
			levelsOf(3, 'ladder'),
			levelsOf(1, 'ladder'),
			levelsOf(4, 'native'),
		]).toEqual([3, 3, 1, 4]);
	});
});

describe('stability', () => {
	it('looks at the image only, and finds nothing in nothing', () => {
		const wide = spaceOf(320, 40);
		const logits = new Float32Array(logitSize * logitSize).fill(0.5);
		// Four rows are the image's; what lies below it is as unsure as can be.
		logits.fill(9, 0, 4 * logitSize);
		expect(stability(logits, wide)).toBe(1);
		expect(stability(logits, spaceOf(320, 320))).toBe(4 / 32);
		expect(stability(new Float32Array(logits.length).fill(-9), wide)).toBe(0);
	});
});
