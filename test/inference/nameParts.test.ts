import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PartHead } from '../../src/inference/model/parts/partHead';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import type { InferenceService } from '../../src/inference/service';
import { findPack } from '../../src/packs/manifest/packManifest';
import type { PartMask } from '../../src/shared/protocol/inferenceProtocol';
import { picture, readTruth, type Thing } from './stillLife';
import { models, never, root, startedService, temporaryFolder } from './support';
import { writeTinyPack } from './tinyPack';

/** What PyTorch gives for a descriptor that is the same everywhere: `models/part-head/train.py --golden`. */
const goldenFile = path.join(root, 'test/fixtures/part-head.golden.json');
const numbers = 1060;
const wave = Float32Array.from({ length: numbers }, (_, i) => 0.3 * Math.sin(0.37 * i));

describe('the names of parts', () => {
	let service: InferenceService;
	let image: string;
	let things: Thing[];
	const maskOf = (name: string) => things.find((one) => one.name === name)!.segmentation;
	const wheelOf = (name: string): PartMask => ({
		segmentation: maskOf('wheel'),
		whole: { name, segmentation: maskOf('truck') },
	});

	beforeAll(async () => {
		({ service } = await startedService());
		({ image } = await service.openImage(picture));
		things = await readTruth();
	});

	it('are as likely as PyTorch has them, but for what float16 rounds', async () => {
		const golden: Record<string, Record<string, number>> = JSON.parse(await readFile(goldenFile, 'utf8'));
		const head = new PartHead(await findPack([models], 'part-head'), onnxRuntime('cpu'));
		for (const [whole, shares] of Object.entries(golden)) {
			const found = await head.nameOf(wave, whole, never);
			expect(found.map(({ name }) => name).sort()).toEqual(Object.keys(shares).sort());
			for (const { name, share } of found) expect(Math.abs(share - shares[name]!), name).toBeLessThan(0.01);
			expect(found.map(({ share }) => share)).toEqual(
				found.map(({ share }) => share).toSorted((one, other) => other - one),
			);
		}
		await head.release();
	});

	it('are those of people in a person, of buildings in a building, and none in anything else', async () => {
		const [inPerson, inBuilding, inTruck, inChinese] = await service.nameParts({
			image,
			parts: [wheelOf('Person'), wheelOf('house'), wheelOf('truck'), wheelOf('人')],
		});
		expect(inChinese).toEqual(inPerson);
		expect(inTruck).toEqual([]);
		expect(inPerson!.length).toBeGreaterThan(0);
		expect(inPerson!.every(({ name }) => !['window', 'balcony', 'shop'].includes(name))).toBe(true);
		expect(inBuilding!.every(({ name }) => ['window', 'balcony', 'shop'].includes(name))).toBe(true);
		expect(inPerson!.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1.000001);
	});

	it('are none with a model that has another encoder, and the image is not encoded for them', async () => {
		const folder = await temporaryFolder();
		await writeTinyPack(folder);
		const { service: other } = await startedService({ packFolders: [folder, models], pack: 'tiny' });
		const { image: opened } = await other.openImage(picture);
		expect(await other.nameParts({ image: opened, parts: [wheelOf('person')] })).toEqual([[]]);
		expect((await other.encode(opened)).from).toBe('encoder');
	});

	it('are not looked for once the asker has gone', async () => {
		const gone = AbortSignal.abort(new Error('gone'));
		await expect(service.nameParts({ image, parts: [wheelOf('person')] }, gone)).rejects.toThrow('gone');
	});

	it('take a few milliseconds each', async () => {
		const parts = Array.from({ length: 50 }, () => wheelOf('person'));
		const start = performance.now();
		await service.nameParts({ image, parts });
		console.log(`naming a part: ${((performance.now() - start) / parts.length).toFixed(1)} ms`);
	});
});
