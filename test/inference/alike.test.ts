import { beforeAll, describe, expect, it } from 'vitest';
import type { InferenceService } from '../../src/inference/service';
import { rankAlike } from '../../src/naming/rankAlike';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import { picture, readTruth, type Thing } from './stillLife';
import { startedService } from './support';

describe('masks that look like one', () => {
	let service: InferenceService;
	let image: string;
	let things: Thing[];
	const allOf = (name: string) => things.filter((one) => one.name === name);

	beforeAll(async () => {
		({ service } = await startedService());
		({ image } = await service.openImage(picture));
		things = await readTruth();
	});

	it('are found at the places that look like it, in about its size, and the other one of its kind is the likest', async () => {
		for (const name of ['wheel', 'headlight']) {
			const [one, other] = allOf(name).map(({ segmentation }) => segmentation);
			const { masks, points } = await service.everything({ image, pointsPerSide: 20, like: [one!] });
			expect(points).toBeLessThanOrEqual(80);
			const size = area(decodeRle(one!));
			for (const mask of masks) {
				expect(mask.area).toBeGreaterThanOrEqual(size / 4);
				expect(mask.area).toBeLessThanOrEqual(size * 4);
			}
			const all = [one!, ...masks.map(({ segmentation }) => segmentation)];
			const { descriptors } = await service.describe({ image, masks: all });
			const seen = all.map((rle, i) => ({ descriptor: descriptors[i]!, mask: decodeRle(rle) }));
			const [first] = rankAlike(seen.slice(0, 1), seen.slice(1));
			expect(iou(seen[1 + first!.index]!.mask, decodeRle(other!)), name).toBeGreaterThan(0.7);
		}
	});
});
