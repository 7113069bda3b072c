import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InferenceService } from '../../src/inference/service';
import { likelyNames } from '../../src/naming/likelyNames';
import { likeness } from '../../src/shared/descriptor';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import { emptyMask } from '../../src/shared/mask/runLengths';
import { picture, readTruth, type Thing } from './stillLife';
import { pointAt, root, startedService, startParams } from './support';

describe('what masks look like', () => {
	let service: InferenceService;
	let image: string;
	let size: readonly [number, number];
	let things: Thing[];
	const maskOf = (name: string, nth = 0) => things.filter((one) => one.name === name)[nth]!.segmentation;

	beforeAll(async () => {
		({ service } = await startedService());
		const opened = await service.openImage(picture);
		image = opened.image;
		size = [opened.height, opened.width];
		things = await readTruth();
	});

	it('is more alike for two things of one name than for things of other names', async () => {
		for (const name of ['wheel', 'headlight', 'hub', 'stem']) {
			const others = things.filter((one) => one.name !== name && one.name !== 'fruit bowl');
			const masks = [maskOf(name), maskOf(name, 1), ...others.map((one) => one.segmentation)];
			const { descriptors } = await service.describe({ image, masks });
			const alike = descriptors.slice(1).map((one) => likeness(descriptors[0]!, one!));
			const likest = alike.indexOf(Math.max(...alike));
			expect(likest === 0 ? name : others[likest - 1]!.name).toBe(name);
		}
	});

	it('tells the second wheel’s name from the first one’s, by the masks that clicks show', async () => {
		const click = (name: string, nth: number) => things.filter((one) => one.name === name)[nth]!.click;
		const describeAt = async ({ x, y }: Thing['click']) => {
			const { candidates, first } = await service.segment({ image, prompts: [pointAt(x, y)] });
			const { descriptors } = await service.describe({ image, masks: [candidates[first]!.segmentation] });
			return descriptors[0]!;
		};
		const named = async (name: string, annotation: number, at: Thing['click']) => ({
			...{ image, annotation, mask: '', name, kind: 'object' as const },
			descriptor: await describeAt(at),
		});
		const examples = [
			await named('tyre', 1, click('wheel', 0)),
			await named('fruit', 2, click('pear', 0)),
			await named('cup', 3, click('mug', 0)),
		];
		const mask = { image, descriptor: await describeAt(click('wheel', 1)) };
		expect(likelyNames(examples, mask, 'object')[0]).toMatchObject({ name: 'tyre', kind: 'object' });
	});

	it('is the same each time, of length 1, and nothing for a mask without a pixel', async () => {
		const empty = encodeRle(emptyMask(size[1], size[0]));
		const masks = [maskOf('pear'), empty, maskOf('pear')];
		const { descriptors } = await service.describe({ image, masks });
		const [one, none, same] = descriptors;
		expect(none).toBeNull();
		expect(same).toEqual(one);
		expect(Math.hypot(...one!)).toBeCloseTo(1, 5);
		expect(one!.every(Number.isFinite)).toBe(true);
	});

	it('can be compared between packs that have the same encoder', async () => {
		const { space } = await service.describe({ image, masks: [] });
		const { service: other } = await startedService(startParams({ pack: 'mobile-sam' }));
		const opened = await other.openImage(picture);
		expect((await other.describe({ image: opened.image, masks: [] })).space).toBe(space);
	});

	it('is also said by a model of another family, and compared with none of another', async () => {
		const packFolders = [path.join(root, 'test/fixtures/semantic-sam')];
		const { service: other } = await startedService({ packFolders, pack: 'semantic-sam-tiny' });
		const opened = await other.openImage(picture);
		const masks = [maskOf('pear'), maskOf('mug'), maskOf('pear')];
		const { space, descriptors } = await other.describe({ image: opened.image, masks });
		expect(space).not.toBe((await service.describe({ image, masks: [] })).space);
		const [pear, mug, same] = descriptors;
		expect(likeness(pear!, same!)).toBeCloseTo(1, 5);
		expect(likeness(pear!, mug!)).toBeLessThan(1 - 1e-3);
	});

	it('of a hundred masks takes little more than looking at them', async () => {
		const masks = Array.from({ length: 100 }, (_, i) => things[i % things.length]!.segmentation);
		await service.describe({ image, masks: masks.slice(0, 1) });
		const start = performance.now();
		const { descriptors } = await service.describe({ image, masks });
		console.log(`describing: ${((performance.now() - start) / masks.length).toFixed(1)} ms a mask`);
		expect(descriptors.every((one) => one !== null)).toBe(true);
	});
});
