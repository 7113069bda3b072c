import { describe, expect, test } from 'vitest';
import { fullSizeMask } from '../../../../src/inference/mask/fullSizeMask';
import { logitsFromMask } from '../../../../src/inference/mask/logitsFromMask';
import { fillPolygons } from '../../../../src/shared/mask/polygonFill';
import { containsPixel } from '../../../../src/shared/mask/runLengths';
import { subtract, union } from '../../../../src/shared/mask/setOperations';
import type { Prompt } from '../../../../src/shared/prompt';
import { spaceOf } from '../discs';

const size = 320;
const space = spaceOf(size, size);
const box = (x: number, y: number, side: number) =>
	fillPolygons([[x, y, x + side, y, x + side, y + side, x, y + side]], size, size);
const point = (x: number, y: number, positive: boolean): Prompt => ({ type: 'point', x, y, positive });

describe('a mask at image size', () => {
	// A speck and a pinhole of 0.7 % of the mask, and a hole of 6 %.
	const mask = union(
		subtract(subtract(box(20, 20, 240), box(40, 40, 20)), box(100, 100, 60)),
		box(290, 290, 20),
	);
	const shown = (...prompts: Prompt[]) => fullSizeMask(logitsFromMask(mask, space), prompts, space);

	test('has no specks and pinholes, but its real holes', () => {
		const clean = shown(point(200, 200, true));
		expect(containsPixel(clean, 300, 300)).toBe(false);
		expect(containsPixel(clean, 50, 50)).toBe(true);
		expect(containsPixel(clean, 130, 130)).toBe(false);
	});

	test('keeps specks and holes that a point asks for', () => {
		expect(containsPixel(shown(point(300, 300, true)), 300, 300)).toBe(true);
		expect(containsPixel(shown(point(200, 200, true), point(50, 50, false)), 50, 50)).toBe(false);
	});
});
