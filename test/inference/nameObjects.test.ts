import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { Detector } from '../../src/inference/model/detector/detector';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import type { InferenceService } from '../../src/inference/service';
import { findPack } from '../../src/packs/manifest/packManifest';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import { emptyMask } from '../../src/shared/mask/runLengths';
import { picture, readTruth, type Thing } from './stillLife';
import { models, never, root, startedService, temporaryFolder } from './support';

/** What the original graph has in TensorFlow.js 3.21 for the picture: of each class the highest score, and its box. */
const reference = [
	['cup', 0.9863, [0.42, 0.66, 0.8, 0.97]],
	['truck', 0.9189, [0.33, 0.03, 0.81, 0.5]],
	['bowl', 0.6914, [0.19, 0.42, 0.59, 0.76]],
	['banana', 0.5705, [0.17, 0.43, 0.56, 0.75]],
	['apple', 0.1722, [0.36, 0.44, 0.52, 0.63]],
] as const;

describe('the names of objects', () => {
	let service: InferenceService;
	let image: string;
	let size: readonly [number, number];
	let things: Thing[];
	const maskOf = (name: string) => things.find((one) => one.name === name)!.segmentation;

	beforeAll(async () => {
		({ service } = await startedService());
		const opened = await service.openImage(picture);
		image = opened.image;
		size = [opened.height, opened.width];
		things = await readTruth();
	});

	it('are right for the truck, the mug and the bowl', async () => {
		const masks = [maskOf('truck'), maskOf('mug'), maskOf('fruit bowl')];
		const [truck, mug, bowl] = await service.nameObjects({ image, masks });
		expect(truck![0]).toMatchObject({ name: 'truck' });
		expect(mug![0]).toMatchObject({ name: 'cup' });
		expect(bowl![0]).toMatchObject({ name: 'bowl' });
		for (const [first] of [truck!, mug!, bowl!]) expect(first!.score).toBeGreaterThan(0.5);
	});

	it('come from the scores and boxes that TensorFlow.js has for the same pixels, but for what float16 rounds', async () => {
		const detector = new Detector(await findPack([models], 'ssdlite-coco'), onnxRuntime('cpu'));
		const bytes = await readFile(picture);
		const info = await readImageInfo(bytes, 'picture');
		const pixels = await readPixels(bytes, 'picture', info, detector.inputSize);
		const { boxes, scores, classes } = await detector.detect(pixels, never);
		for (const [name, score, box] of reference) {
			const column = classes.indexOf(name);
			const all = Array.from({ length: boxes.length / 4 }, (_, n) => scores[n * classes.length + column]!);
			const best = all.indexOf(Math.max(...all));
			expect(Math.abs(all[best]! - score), name).toBeLessThan(0.01);
			for (const [side, value] of box.entries())
				expect(Math.abs(boxes[4 * best + side]! - value), name).toBeLessThan(0.01);
		}
		await detector.release();
	});

	it('are none that one could believe for a wheel, and none for a mask without a pixel', async () => {
		const empty = encodeRle(emptyMask(size[1], size[0]));
		const [wheel, nothing] = await service.nameObjects({ image, masks: [maskOf('wheel'), empty] });
		expect(wheel![0]?.score ?? 0).toBeLessThan(0.25);
		expect(nothing).toEqual([]);
	});

	it('are known without the image being encoded, and found once in each image', async () => {
		const { service: fresh } = await startedService();
		const { image: opened } = await fresh.openImage(picture);
		const masks = [maskOf('mug')];
		const first = await fresh.nameObjects({ image: opened, masks });
		const start = performance.now();
		expect(await fresh.nameObjects({ image: opened, masks })).toEqual(first);
		console.log(`naming a mask again: ${(performance.now() - start).toFixed(1)} ms`);
		expect((await fresh.encode(opened)).from).toBe('encoder');
	});

	it('are not looked for once the asker has gone', async () => {
		const gone = AbortSignal.abort(new Error('gone'));
		await expect(service.nameObjects({ image, masks: [maskOf('mug')] }, gone)).rejects.toThrow('gone');
	});

	it('are of kinds that can be listed beforehand, with the parts that are known', async () => {
		const names = await service.knownNames();
		expect(names).toContainEqual({ name: 'cup', kind: 'object' });
		expect(names.filter(({ kind }) => kind === 'object')).toHaveLength(80);
		expect(names.some(({ kind }) => kind === 'part')).toBe(true);
		expect(new Set(names.map(({ name, kind }) => `${kind} ${name}`)).size).toBe(names.length);
	});

	it('say what is missing where the detector is not there', async () => {
		const packFolders = [path.join(root, 'test/fixtures/semantic-sam'), await temporaryFolder()];
		const { service: other } = await startedService({ packFolders, pack: 'semantic-sam-tiny' });
		const opened = await other.openImage(picture);
		await expect(other.nameObjects({ image: opened.image, masks: [maskOf('mug')] })).rejects.toThrow(
			'There is no model pack “ssdlite-coco”',
		);
	});
});
