import { describe, expect, it } from 'vitest';
import { betweenLevels } from '../../../../src/inference/ladder/betweenLevels';
import { fullSizeMask } from '../../../../src/inference/mask/fullSizeMask';
import type { LogitMask } from '../../../../src/inference/mask/logitMask';
import { decodeRle } from '../../../../src/shared/mask/cocoRle';
import { iou } from '../../../../src/shared/mask/setOperations';
import fc from '../../fastCheck';
import { discs, logitSize, scenes, spaceOf } from '../discs';

const space = spaceOf(320, 320);
const centre = { x: 160, y: 160 };
const prompts = [{ type: 'point', ...centre, positive: true }] as const;
const found = (masks: readonly LogitMask[], levels: readonly LogitMask[] = []) =>
	[
		...betweenLevels(
			masks,
			levels.map(({ logits }) => fullSizeMask(logits, prompts, space)),
			prompts,
			space,
		),
	].filter((mask) => mask !== undefined);

describe('what was found besides the levels', () => {
	it('has neither the levels nor near twins of them', () => {
		const masks = discs(centre, [40, 41, 60, 80, 80.5], space);
		expect(found(masks, discs(centre, [40, 80], space))).toHaveLength(1);
	});

	it('has of twins the one with the higher score', () => {
		const [one, other] = discs(centre, [60, 60.5], space) as [LogitMask, LogitMask];
		expect(
			found([
				{ ...one, score: 0.5 },
				{ ...other, score: 0.7 },
			]),
		).toMatchObject([{ score: 0.7 }]);
	});

	it('has nothing that specks made up', () => {
		// A disc, and single cells all over the rest of the image.
		const [disc] = discs(centre, [60], space) as [LogitMask];
		const isDot = (at: number) => at % 3 === 0 && Math.floor(at / logitSize) % 3 === 0;
		const logits = disc.logits.map((logit, at) => (logit < -2 && isDot(at) ? 5 : logit));
		expect(found([{ ...disc, logits }])).toEqual([]);
		expect(found([disc])).toHaveLength(1);
	});

	it('has no two masks that are nearly the same, whatever was found', () => {
		fc.assert(
			fc.property(scenes, ({ space, masks, click }) => {
				const point = { type: 'point', ...click, positive: true } as const;
				const between = [...betweenLevels(masks, [], [point], space)].filter((mask) => mask !== undefined);
				for (const [at, { area, segmentation }] of between.entries()) {
					expect(area).toBeGreaterThan(0);
					for (const other of between.slice(at + 1)) {
						expect(iou(decodeRle(segmentation), decodeRle(other.segmentation))).toBeLessThanOrEqual(0.95);
					}
				}
			}),
		);
	});
});
