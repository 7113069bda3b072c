import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resampleBicubic } from '../../src/inference/image/resample';
import { userPrompt } from '../../src/inference/mask/decoderPrompt';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { ofLevel } from '../../src/shared/everything';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area, bbox } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import type { EverythingProgress, StartParams } from '../../src/shared/protocol/inferenceProtocol';
import { pattern } from './patterns';
import { disc } from './pictures';
import { picture, readTruth } from './stillLife';
import { never, pointAt, root, startedService, temporaryFolder } from './support';
import { writeTinyPack } from './tinyPack';

const fixtures = path.join(root, 'test/fixtures/semantic-sam');
const grid = { pointsPerSide: 12 };
/** Of models that know nothing: whatever there is. */
const anything = { minScore: 0, minStability: 0 };

async function opened(source: string | Uint8Array, more: Partial<StartParams> = {}) {
	const started = await startedService(more);
	const { image } = await started.service.openImage(source);
	return { ...started, image };
}

/** The IoU of each thing of the sample scene with the mask that is most like it. */
async function bestOf(masks: Awaited<ReturnType<typeof decodeRle>>[]) {
	const best = new Map<string, number>();
	for (const { name, segmentation } of await readTruth()) {
		const truth = decodeRle(segmentation);
		const found = Math.max(0, ...masks.map((mask) => iou(mask, truth)));
		best.set(name, Math.max(found, best.get(name) ?? 0));
	}
	return best;
}

describe('all masks of the sample scene', () => {
	it('are things and their parts, each once, at image size, the largest first', async () => {
		const { service, image } = await opened(picture, { pack: 'mobile-sam' });
		const steps: EverythingProgress[] = [];
		const { masks, points, levels, pack } = await service.everything({ image, ...grid }, never, (step) =>
			steps.push(step),
		);
		expect([levels, pack]).toEqual([3, 'mobile-sam']);
		const shapes = masks.map(({ segmentation }) => decodeRle(segmentation));
		const best = await bestOf(shapes);
		for (const name of ['truck', 'bed', 'wheel', 'apple', 'orange', 'mug']) {
			expect(best.get(name), name).toBeGreaterThan(0.9);
		}
		for (const [i, mask] of masks.entries()) {
			expect(mask).toMatchObject({ area: area(shapes[i]!), bbox: bbox(shapes[i]!) });
			expect(mask.score).toBeGreaterThanOrEqual(0.88);
			// They were told apart at the decoder's size.
			for (const other of shapes.slice(0, i)) expect(iou(shapes[i]!, other)).toBeLessThan(0.85);
		}
		const areas = masks.map((mask) => mask.area);
		expect(areas).toEqual([...areas].sort((a, b) => b - a));
		const proposing = steps.filter(({ step }) => step === 'proposing');
		expect(proposing.at(-1)).toEqual({ step: 'proposing', done: points, total: points });
		const making = steps.slice(proposing.length);
		expect(making.length).toBeGreaterThanOrEqual(masks.length);
		expect(making.map(({ done }) => done)).toEqual(making.map((_, i) => i));
	});

	it('of a level are the smallest of their places, or the largest', async () => {
		const { service, image } = await opened(picture, { pack: 'mobile-sam' });
		const of = async (level: number) => {
			const { masks } = await service.everything({ image, ...grid, level }, never);
			expect(new Set(masks.map((mask) => mask.level))).toEqual(new Set([level]));
			return new Map(masks.map((mask) => [`${mask.point.x},${mask.point.y}`, mask]));
		};
		const [finest, wholes] = [await of(1), await of(3)];
		const both = [...finest.keys()].filter((place) => wholes.has(place));
		const grown = both.map((place) => wholes.get(place)!.area / finest.get(place)!.area);
		expect(Math.min(...grown)).toBeGreaterThanOrEqual(1);
		expect(Math.max(...grown)).toBeGreaterThan(1.5);
		const best = await bestOf([...wholes.values()].map(({ segmentation }) => decodeRle(segmentation)));
		for (const name of ['truck', 'wheel', 'mug']) expect(best.get(name), name).toBeGreaterThan(0.9);
	});

	it('are found by the pack that comes along too, by scores of its own', async () => {
		const { service, image } = await opened(picture);
		const { masks, levels } = await service.everything({ image, ...grid, pointsPerSide: 24 }, never);
		expect(levels).toBe(6);
		const best = await bestOf(masks.map(({ segmentation }) => decodeRle(segmentation)));
		for (const name of ['truck', 'bed', 'wheel', 'fruit bowl', 'apple', 'orange', 'mug']) {
			expect(best.get(name), name).toBeGreaterThan(0.8);
		}
	});

	it('are mostly found with a fifth of the points, the same ones each time', async () => {
		const { service, image } = await opened(picture);
		const params = { image, ...grid, pointsPerSide: 24, frugal: true } as const;
		const frugal = await service.everything(params, never);
		// Of 28 × 21.
		expect(frugal.points).toBe(118);
		expect(await service.everything(params, never)).toEqual(frugal);
		const best = await bestOf(frugal.masks.map(({ segmentation }) => decodeRle(segmentation)));
		for (const name of ['truck', 'wheel', 'apple', 'orange', 'mug']) {
			expect(best.get(name), name).toBeGreaterThan(0.8);
		}
	});

	it('give way to a click, and go on after it', async () => {
		const { service, image } = await opened(picture);
		await service.encode(image, never);
		let steps = 0;
		let answering: Promise<number> | undefined;
		const { masks } = await service.everything({ image, ...grid, pointsPerSide: 6 }, never, () => {
			const before = ++steps;
			answering ??= service
				.segment({ image, prompts: [pointAt(600, 450)] }, never)
				.then(() => steps - before);
		});
		// What had begun may end.
		expect(await answering).toBeLessThanOrEqual(1);
		expect(steps).toBeGreaterThan(5);
		expect(masks.length).toBeGreaterThan(0);
	});

	it('of a level are those of all masks that stand there', async () => {
		const { service, image } = await opened(picture, { pack: 'mobile-sam' });
		const all = await service.everything({ image, ...grid }, never);
		for (const level of [1, 2, 3]) {
			const asked = await service.everything({ image, ...grid, level }, never);
			expect(ofLevel(all, level)).toEqual(asked);
			expect(asked.masks.length).toBeLessThan(all.masks.length);
		}
	});

	it('are no longer looked for when nobody wants them', async () => {
		const { service, image } = await opened(picture);
		const controller = new AbortController();
		let steps = 0;
		const proposing = service.everything({ image, ...grid }, controller.signal, () => {
			steps++;
			controller.abort(new Error('enough'));
		});
		await expect(proposing).rejects.toThrow('enough');
		expect(steps).toBe(1);
		const { candidates } = await service.segment({ image, prompts: [pointAt(600, 450)] }, never);
		expect(candidates.length).toBeGreaterThan(0);
	});
});

describe('everything, of a model', () => {
	const scene = () => disc(640, 480).png().toBuffer();

	it('with levels of its own is its tokens', async () => {
		const folder = await temporaryFolder();
		await writeTinyPack(folder, 'native');
		const { service, image } = await opened(await scene(), { packFolders: [folder], pack: 'tiny' });
		const all = await service.everything({ image, pointsPerSide: 3, ...anything }, never);
		expect(all.levels).toBe(6);
		expect(all.masks.length).toBeGreaterThan(0);
		for (let level = 1; level <= 6; level++) {
			const { masks } = await service.everything({ image, pointsPerSide: 3, ...anything, level }, never);
			expect(masks.map((mask) => mask.level)).toEqual(masks.map(() => level));
		}
	});

	it('has no level beyond its last, and is not asked further', async () => {
		const folder = await temporaryFolder();
		await writeTinyPack(folder);
		const { service, image } = await opened(await scene(), { packFolders: [folder], pack: 'tiny' });
		let steps = 0;
		const params = { image, pointsPerSide: 8, ...anything, level: 5 };
		const found = await service.everything(params, never, () => steps++);
		expect(found).toMatchObject({ masks: [], levels: 3, points: 63 });
		expect(steps).toBe(0);
	});

	it('that is sure of nothing is nothing', async () => {
		const folder = await temporaryFolder();
		await writeTinyPack(folder);
		const { service, image } = await opened(await scene(), { packFolders: [folder], pack: 'tiny' });
		const found = await service.everything({ image, pointsPerSide: 4, ...anything, minScore: 1 }, never);
		expect(found).toEqual({ masks: [], levels: 3, points: 15, pack: 'tiny' });
	});
});

describe('a semantic-sam model', () => {
	const size = { width: 150, height: 100 };

	it('makes of its embeddings what it says of the clicks', async () => {
		const model = openModel(await findPack([fixtures], 'semantic-sam-tiny'), onnxRuntime('cpu'));
		const { embedding } = model;
		const space = model.spaceOf(size);
		const input = resampleBicubic(pattern(size.width, size.height, 0), model.inputSizeOf(size));
		const features = await model.encode(input);
		const prompts = [10, 75, 140].map((x) => userPrompt([pointAt(x, 50)], space));
		const decoded = await model.decode(features, prompts);
		const { scores, boxes, embeds } = await embedding!.embed(features, prompts);
		expect(scores).toEqual(decoded.scores);
		expect(await embedding!.masksOf(features, embeds)).toEqual(decoded.logits);
		// Some of them only, in another order.
		const some = [11, 3].map((mask) => embeds.slice(mask * 16, (mask + 1) * 16));
		const planes = await embedding!.masksOf(features, Float32Array.from(some.flatMap((one) => [...one])));
		const plane = space.columns * space.rows;
		for (const [i, mask] of [11, 3].entries()) {
			const expected = decoded.logits.subarray(mask * plane, (mask + 1) * plane);
			for (let at = 0; at < plane; at++) expect(planes[i * plane + at]).toBeCloseTo(expected[at]!, 3);
		}
		// Centres and sizes in cells: within the plane.
		expect(boxes).toHaveLength(18 * 4);
		expect(
			boxes.every((value, at) => value >= 0 && value <= (at % 2 === 0 ? space.columns : space.rows)),
		).toBe(true);
		await model.release();
	});

	it('gives masks of the level that is asked for, each once', async () => {
		const { data, width, height } = pattern(size.width, size.height, 0);
		const { default: sharp } = await import('sharp');
		const source = await sharp(data, { raw: { width, height, channels: 3 } })
			.png()
			.toBuffer();
		const { service, image } = await opened(source, { packFolders: [fixtures], pack: 'semantic-sam-tiny' });
		const params = { image, pointsPerSide: 8, minScore: -1, minStability: 0 };
		const all = await service.everything(params, never);
		expect([all.levels, all.pack]).toEqual([6, 'semantic-sam-tiny']);
		expect(all.masks.length).toBeGreaterThan(0);
		const one = await service.everything({ ...params, level: 4 }, never);
		expect(one.masks.length).toBeGreaterThan(0);
		for (const { level, segmentation } of one.masks) {
			expect(level).toBe(4);
			expect(segmentation.size).toEqual([100, 150]);
		}
		const shapes = all.masks.map(({ segmentation }) => decodeRle(segmentation));
		for (const [i, shape] of shapes.entries()) {
			for (const other of shapes.slice(0, i)) expect(iou(shape, other)).toBeLessThan(0.9);
		}
	});
});
