import { describe, expect, it } from 'vitest';
import { correctingPoints, keepElsewhere, withKept } from '../../../../src/inference/ladder/localCorrection';
import { withPointedPart } from '../../../../src/inference/ladder/pointedPart';
import type { Decode } from '../../../../src/inference/mask/decoderPrompt';
import { logitsFromMask } from '../../../../src/inference/mask/logitsFromMask';
import { maskFromLogits } from '../../../../src/inference/mask/maskFromLogits';
import type { RunLengths } from '../../../../src/shared/mask/runLengths';
import { iou, subtract, union } from '../../../../src/shared/mask/setOperations';
import { discLogits, spaceOf } from '../discs';

const space = spaceOf(200, 200);
const point = (x: number, y: number, positive: boolean) => ({ type: 'point', x, y, positive }) as const;
const disc = (x: number, y: number, radius: number) => discLogits({ x, y }, radius, space);
const full = (logits: Float32Array) => maskFromLogits(logits, space);
const whole = full(disc(100, 100, 80));
const before = { mask: whole, logits: logitsFromMask(whole, space) };
const click = point(100, 150, true);
const away = point(100, 60, false);
const part = disc(100, 60, 24);
/** The model takes away more than it was asked to: the part and a bite far from it. */
const spoilt = () => {
	const bite = disc(160, 140, 30);
	return before.logits.map((was, at) => Math.min(was, -part[at]!, -bite[at]!));
};
const maskOf = (logits: Float32Array) => ({ logits, score: 0.9, prompt: 0 });
const decodeAs =
	(masks: readonly Float32Array[]): Decode =>
	async () => ({
		logits: Float32Array.from(masks.flatMap((logits) => [...logits])),
		scores: Float32Array.from(masks, () => 0.5),
	});
const maskPrompt = { ...before, decodeWithMask: decodeAs([]), isChosen: true };
const request = (decode: Decode, prompts = [click, away]) => ({ prompts, space, decode, maskPrompt });
const shown = (mask: NonNullable<Awaited<ReturnType<typeof withPointedPart>>>): RunLengths =>
	withKept(full(mask.logits), mask.keptOutside, space);

describe('a correction', () => {
	it('is asked for by the points on the wrong side, or by the last one', () => {
		expect(correctingPoints([click, away], whole)).toEqual([away]);
		expect(correctingPoints([away, click, point(100, 170, true)], whole)).toEqual([away]);
		expect(correctingPoints([click, point(5, 5, false)], whole)).toEqual([point(5, 5, false)]);
	});

	it('leaves the mask as it was where the model changed it far from the point', () => {
		const mask = keepElsewhere(maskOf(spoilt()), [away], before, space);
		const now = withKept(full(mask.logits), mask.keptOutside, space);
		expect(iou(now, subtract(whole, full(part)))).toBeGreaterThan(0.95);
		const near = full(disc(100, 60, 60));
		expect(iou(subtract(now, near), subtract(whole, near))).toBe(1);
	});

	it('takes away the very part that the point alone means', async () => {
		const decode = decodeAs([disc(100, 60, 6), part, disc(100, 100, 90)]);
		const mask = await withPointedPart(maskOf(spoilt()), away, request(decode));
		expect(iou(shown(mask!), subtract(whole, full(part)))).toBe(1);
	});

	it('adds the very part that the point alone means', async () => {
		const more = point(190, 100, true);
		const added = disc(185, 100, 14);
		const grown = before.logits.map((was, at) => Math.max(was, added[at]!));
		const mask = await withPointedPart(
			maskOf(grown),
			more,
			request(decodeAs([disc(100, 100, 10), added]), [click, more]),
		);
		expect(iou(shown(mask!), union(whole, full(added)))).toBe(1);
	});

	it('takes no part with another point in it, and none that is not what the model changes', async () => {
		const withClick = decodeAs([disc(100, 100, 70)]);
		expect(await withPointedPart(maskOf(spoilt()), away, request(withClick))).toBeUndefined();
		const other = decodeAs([disc(100, 60, 4)]);
		expect(await withPointedPart(maskOf(spoilt()), away, request(other))).toBeUndefined();
	});
});
