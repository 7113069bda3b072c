import { describe, expect, test } from 'vitest';
import { correctingPoints, keepElsewhere, withKept } from '../../../../src/inference/ladder/localCorrection';
import { fullSizeMask } from '../../../../src/inference/mask/fullSizeMask';
import { logitsFromMask } from '../../../../src/inference/mask/logitsFromMask';
import { fillPolygons } from '../../../../src/shared/mask/polygonFill';
import { containsPixel, type RunLengths } from '../../../../src/shared/mask/runLengths';
import { iou, subtract, union } from '../../../../src/shared/mask/setOperations';
import type { Prompt } from '../../../../src/shared/prompt';
import { spaceOf } from '../discs';

const size = 320;
const space = spaceOf(size, size);
const box = (x0: number, y0: number, x1: number, y1: number): RunLengths =>
	fillPolygons([[x0, y0, x1, y0, x1, y1, x0, y1]], size, size);
const point = (x: number, y: number, positive: boolean): Prompt & { type: 'point' } => ({
	type: 'point',
	x,
	y,
	positive,
});

/** The full-size mask that a correction shows, where the decoder draws `after` in place of `before`. */
function corrected(before: RunLengths, after: RunLengths, prompts: readonly Prompt[]): RunLengths {
	const logits = logitsFromMask(before, space);
	const mask = { logits: logitsFromMask(after, space), score: 1, prompt: 0 };
	const points = correctingPoints(prompts, before);
	const local = keepElsewhere(mask, points, { logits, mask: before }, space);
	return withKept(fullSizeMask(local.logits, prompts, space), local.keptOutside, space);
}

describe('a correction that stays local', () => {
	const body = box(20, 40, 300, 160);
	const bump = box(40, 160, 120, 260);
	const far = box(220, 60, 300, 160);
	const inBody = point(180, 100, true);

	test('takes away the patch that was clicked, and not what the decoder lost far from it', () => {
		const before = union(body, bump);
		const after = subtract(body, far);
		const shown = corrected(before, after, [inBody, point(80, 220, false)]);
		expect(containsPixel(shown, 80, 220)).toBe(false);
		expect(iou(shown, body)).toBeGreaterThan(0.97);
		expect(containsPixel(shown, 260, 110)).toBe(true);
	});

	test('adds the patch that was clicked, and not what the decoder added far from it', () => {
		const island = box(220, 220, 300, 300);
		const shown = corrected(body, union(union(body, bump), island), [inBody, point(80, 220, true)]);
		expect(iou(shown, union(body, bump))).toBeGreaterThan(0.97);
		expect(containsPixel(shown, 260, 260)).toBe(false);
	});

	test('follows a connected change as far as it goes', () => {
		const whole = box(20, 40, 300, 300);
		expect(iou(corrected(body, whole, [inBody, point(60, 280, true)]), whole)).toBeGreaterThan(0.97);
	});

	test('leaves every pixel far from the change as it was', () => {
		const notched = subtract(body, box(290, 41, 300, 43));
		const shown = corrected(union(notched, bump), body, [inBody, point(80, 220, false)]);
		expect(containsPixel(shown, 295, 42)).toBe(false);
	});

	test('is not led along outlines that differ by less than a cell', () => {
		const grown = union(box(14, 34, 306, 166), bump);
		const shown = corrected(body, grown, [inBody, point(80, 220, true)]);
		expect(containsPixel(shown, 303, 100)).toBe(false);
		expect(containsPixel(shown, 80, 220)).toBe(true);
	});

	test('obeys all points that the mask had wrong, or else the last one', () => {
		const wrong = [point(80, 220, true), point(250, 100, false)];
		expect(correctingPoints([inBody, ...wrong], body)).toEqual(wrong.toReversed());
		expect(correctingPoints([inBody, point(100, 100, true)], body)).toEqual([point(100, 100, true)]);
	});
});
