import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InferenceService } from '../../src/inference/service';
import { describeWanted, findAlike } from '../../src/naming/findAlike';
import { rankAlike } from '../../src/naming/rankAlike';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area, fromBitmap, type RunLengths, toBitmap } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import { picture, readTruth, type Thing } from './stillLife';
import { startedService, temporaryFolder } from './support';

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

	it('are found in another image too, whose masks they are the likest of; its own annotations come first', async () => {
		const seen = path.join(await temporaryFolder(), 'mirrored.png');
		await sharp(picture).flop().resize({ width: 1000 }).modulate({ brightness: 0.85 }).toFile(seen);
		const other = await service.openImage(seen);
		const [one, ...others] = allOf('wheel').map(({ segmentation }) => segmentation);
		const wanted = await describeWanted(service, image, [one!]);
		const none = { annotations: [], categories: [] };
		const { masks, pack } = await findAlike(
			service,
			wanted,
			{ image: other.image, set: none },
			{ pointsPerSide: 32 },
		);
		const scaled = [one!, ...others].map((rle) => mirrored(decodeRle(rle), other));
		const likest = masks.slice(0, 2).map(({ segmentation }) => decodeRle(segmentation));
		for (const truth of scaled)
			expect(Math.max(...likest.map((mask) => iou(mask, truth)))).toBeGreaterThan(0.7);
		const pictures = await service.maskPictures({
			...{ image: other.image, masks: masks.map(({ segmentation }) => segmentation) },
			size: { width: 60, height: 40 },
		});
		expect(pictures).toHaveLength(masks.length);
		const shown = await sharp(pictures[0]!).raw().toBuffer({ resolveWithObject: true });
		expect(shown.info).toMatchObject({ width: 60, height: 40, channels: 4 });
		// The mask as it is, and what is around it faintly.
		const alphas = [...shown.data].filter((_, at) => at % 4 === 3);
		expect(Math.max(...alphas)).toBe(255);
		expect(alphas.filter((alpha) => alpha < 120).length).toBeGreaterThan(alphas.length / 5);

		const first = masks[0]!;
		const set = {
			categories: [{ id: 1, name: 'uncategorised', kind: 'object' as const }],
			annotations: [{ id: 7, categoryId: 1, ...first, pack }],
		};
		const again = await findAlike(service, wanted, { image: other.image, set }, { pointsPerSide: 32 });
		expect(again.masks[0]).toMatchObject({ annotation: 7, area: first.area });
		expect(again.masks.filter(({ annotation }) => annotation === undefined)).toHaveLength(masks.length - 1);
	});
});

/** In a mirror, in the size of an image. */
function mirrored(mask: RunLengths, { width, height }: { readonly width: number; readonly height: number }) {
	const from = toBitmap(mask);
	const to = Uint8Array.from({ length: width * height }, (_, at) => {
		const column = Math.floor(((width - 1 - (at % width) + 0.5) * mask.width) / width);
		const row = Math.floor(((Math.floor(at / width) + 0.5) * mask.height) / height);
		return from[row * mask.width + column]!;
	});
	return fromBitmap(to, width, height);
}
