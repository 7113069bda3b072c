import { beforeEach, describe, expect, it } from 'vitest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { containment } from '../../src/shared/mask/setOperations';
import { disc } from './pictures';
import { never, pointAt, startedService, temporaryFolder } from './support';
import { writeTinyPack } from './tinyPack';

const prompts = [pointAt(192, 192)];
let folder: string;

beforeEach(async () => {
	folder = await temporaryFolder();
	await writeTinyPack(folder, 'native');
});

async function opened() {
	const started = await startedService({ packFolders: [folder], pack: 'tiny' });
	const { image } = await started.service.openImage(await disc(640, 480).png().toBuffer());
	await started.service.encode(image, never);
	return { ...started, image };
}

describe('a pack with native levels', () => {
	it('gives its own masks, ordered by area, each within the next', async () => {
		const { service, image } = await opened();
		const { candidates, first } = await service.segment({ image, prompts }, never);
		expect(candidates.length).toBeGreaterThan(1);
		expect(candidates.length).toBeLessThanOrEqual(6);
		const best = Math.max(...candidates.map(({ score }) => score));
		expect(candidates[first]!.score).toBe(best);
		const masks = candidates.map(({ segmentation }) => decodeRle(segmentation));
		for (const [index, mask] of masks.slice(1).entries()) {
			expect(containment(masks[index]!, mask)).toBeGreaterThan(0.99);
		}
	});

	it('previews what a click tells first and shows first', async () => {
		const { service, image, firsts } = await opened();
		const preview = await service.preview({ image, prompts });
		const { candidates, first } = await service.segment({ image, asker: 'a view', prompts }, never);
		expect(firsts.map(({ candidate }) => candidate)).toEqual([preview]);
		expect(candidates[first]!.segmentation).toEqual(preview!.segmentation);
	});

	it('takes boxes, and several points', async () => {
		const { service, image } = await opened();
		const box = { type: 'box', x0: 40, y0: 40, x1: 340, y1: 340 } as const;
		for (const more of [[box], [...prompts, pointAt(200, 220), pointAt(600, 400, false)]]) {
			const { candidates } = await service.segment({ image, prompts: more }, never);
			expect(candidates.length).toBeGreaterThan(0);
		}
	});
});
