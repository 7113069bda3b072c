import { beforeAll, describe, expect, it } from 'vitest';
import type { InferenceService } from '../../src/inference/service';
import { decodeRle, encodeRle } from '../../src/shared/mask/cocoRle';
import { containsPixel, fullMask } from '../../src/shared/mask/runLengths';
import { iou, subtract } from '../../src/shared/mask/setOperations';
import { picture, readTruth, type Thing } from './stillLife';
import { never, pointAt, startedService } from './support';

/** A thing of the sample scene, and a part of it to take away. */
const cases = [
	['truck', 'wheel'],
	['fruit bowl', 'pear'],
	['mug', 'handle'],
] as const;

describe('a correcting click', () => {
	let service: InferenceService;
	let image: string;
	let things: Thing[];

	beforeAll(async () => {
		({ service } = await startedService());
		({ image } = await service.openImage(picture));
		things = await readTruth();
	});

	const named = (wanted: string) => things.find(({ name }) => name === wanted)!;

	it.each(cases)('takes a part away from the level that was chosen: %s without %s', async (whole, part) => {
		const [mask, taken] = [whole, part].map((name) => decodeRle(named(name).segmentation)) as [
			ReturnType<typeof decodeRle>,
			ReturnType<typeof decodeRle>,
		];
		const [{ click }, { click: away }] = [named(whole), named(part)];
		const first = pointAt(click.x, click.y);
		const { candidates } = await service.segment({ image, prompts: [first] }, never);
		const likeness = ({ segmentation }: (typeof candidates)[number]) => iou(decodeRle(segmentation), mask);
		const chosen = candidates.toSorted((a, b) => likeness(b) - likeness(a))[0]!;

		const prompts = [first, pointAt(away.x, away.y, false)];
		const maskPrompt = { segmentation: chosen.segmentation, isChosen: true };
		const wanted = subtract(mask, taken);
		const shown = async (more: object) => {
			const ladder = await service.segment({ image, prompts, ...more }, never);
			return decodeRle(ladder.candidates[ladder.first]!.segmentation);
		};
		const [told, untold] = [await shown({ maskPrompt }), await shown({})];
		expect(containsPixel(told, Math.floor(click.x), Math.floor(click.y))).toBe(true);
		expect(containsPixel(told, Math.floor(away.x), Math.floor(away.y))).toBe(false);
		expect(iou(told, wanted)).toBeGreaterThan(0.8);
		// What is not the part stays as it was.
		const restOf = (all: typeof told) => subtract(all, taken);
		expect(iou(restOf(told), restOf(decodeRle(chosen.segmentation)))).toBeGreaterThan(0.98);
		// Two points alone do not say how large the thing is that was meant.
		expect(iou(untold, wanted)).toBeLessThan(0.6);
	});

	it('of a mask of another image is refused in a sentence', async () => {
		const maskPrompt = { segmentation: encodeRle(fullMask(4, 3)), isChosen: false };
		const prompts = [pointAt(479, 628), pointAt(157, 565, false)];
		await expect(service.segment({ image, prompts, maskPrompt }, never)).rejects.toThrow(
			'The mask to correct has 4 × 3 pixels but the image has 1200 × 900.',
		);
	});
});
