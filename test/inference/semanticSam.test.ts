import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../../src/inference/model/model';
import { openModel } from '../../src/inference/model/openModel';
import { onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { findPack } from '../../src/packs/manifest/packManifest';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { toBitmap } from '../../src/shared/mask/runLengths';
import type { ImagePoint, Prompt } from '../../src/shared/prompt';
import type { StartParams } from '../../src/shared/protocol/inferenceProtocol';
import { agreementOn, agrees, type Golden, limits, readGolden } from './golden';
import { pattern } from './patterns';
import { never, pointAt, root, startedService, temporaryFolder } from './support';

/**
 * The shrunken model with random weights, and what PyTorch says with it. Made in models/export by
 *   python -m strata_export random-checkpoint --model tiny --out tiny.pth
 *   python -m strata_export semantic-sam --checkpoint tiny.pth --out ../../test/fixtures/semantic-sam --short-side 64
 *   python -m strata_export golden --checkpoint tiny.pth --out ../../test/fixtures/semantic-sam --short-side 64 \
 *     --sizes 150x100 80x120 200x70 64x64 --keep 1000
 */
const fixtures = path.join(root, 'test/fixtures/semantic-sam');
const pack = 'semantic-sam-tiny';

let model: Model;
let golden: Golden;

beforeAll(async () => {
	model = openModel(await findPack([fixtures], pack), onnxRuntime('cpu'));
	golden = await readGolden(fixtures);
	return () => model.release();
});

describe('the semantic-sam family', () => {
	it('says what PyTorch says, at four sizes and 1, 4 and 64 clicks', async () => {
		expect(golden.cases.map(({ prompts }) => prompts.map(({ clicks }) => clicks.length))).toEqual(
			Array.from({ length: 4 }, () => [1, 4, 64]),
		);
		for (const of of golden.cases) {
			const found = await agreementOn(model, golden, of);
			console.log(`${of.width} × ${of.height}: ${JSON.stringify(found)}`);
			expect(agrees(found), JSON.stringify({ found, limits })).toBe(true);
		}
	});
});

const pictureFile = async () => {
	const { data, width, height } = pattern(150, 100, 0);
	return sharp(data, { raw: { width, height, channels: 3 } })
		.png()
		.toBuffer();
};

async function opened(more: Partial<StartParams> = {}) {
	const started = await startedService({ packFolders: [fixtures], pack, ...more });
	const { image } = await started.service.openImage(await pictureFile());
	return { ...started, image };
}

describe('a semantic-sam pack in the service', () => {
	const click = pointAt(75, 50);

	it('gives its own masks that hold the click, by area, from one run of the decoder', async () => {
		const { service, image, firsts } = await opened();
		const params = { image, asker: 'a view', prompts: [click] };
		const { candidates, first, note } = await service.segment(params, never);
		expect(candidates.length).toBeGreaterThan(1);
		expect(candidates.length).toBeLessThanOrEqual(6);
		for (const { segmentation, area } of candidates) {
			const mask = decodeRle(segmentation);
			expect([mask.width, mask.height]).toEqual([150, 100]);
			expect(toBitmap(mask)[50 * 150 + 75]).toBe(1);
			expect(area).toBeGreaterThan(0);
		}
		expect(note).toBeUndefined();
		expect(firsts.map(({ candidate }) => candidate.segmentation)).toEqual([candidates[first]!.segmentation]);
		expect(await service.preview({ image, prompts: [click] })).toMatchObject({
			segmentation: candidates[first]!.segmentation,
		});
	});

	it('says the same from features that were kept on disk', async () => {
		const cacheFolder = await temporaryFolder();
		const one = await opened({ cacheFolder });
		const before = await one.service.segment({ image: one.image, prompts: [click] }, never);
		await one.service.flush();
		const two = await opened({ cacheFolder });
		expect(await two.service.encode(two.image, never)).toMatchObject({ from: 'disk' });
		const after = await two.service.segment({ image: two.image, prompts: [click] }, never);
		expect(after.candidates).toEqual(before.candidates);
	});

	it('says of prompts that it was not made for how they are answered', async () => {
		const { service, image } = await opened();
		const noteFor = async (...prompts: readonly Prompt[]) =>
			(await service.segment({ image, prompts }, never)).note;
		expect(await noteFor(click, pointAt(10, 10, false))).toMatch(/does not support negative points/);
		expect(await noteFor(click, pointAt(90, 60))).toMatch(/one click at a time/);
		expect(await noteFor({ type: 'box', x0: 20, y0: 20, x1: 120, y1: 90 })).toMatch(/not trained on boxes/);
	});

	it('keeps a negative point out of all masks', async () => {
		const { service, image } = await opened();
		const at = ({ x, y }: ImagePoint) => Math.floor(y) * 150 + Math.floor(x);
		const bitmaps = async (...prompts: readonly Prompt[]) => {
			const { candidates } = await service.segment({ image, prompts }, never);
			return candidates.map(({ segmentation }) => toBitmap(decodeRle(segmentation)));
		};
		const places = Array.from({ length: 96 }, (_, i) =>
			pointAt((i % 12) * 12 + 6.5, Math.floor(i / 12) * 12 + 6.5),
		);
		const answers: { place: Prompt & ImagePoint; masks: Uint8Array[] }[] = [];
		for (const place of places) answers.push({ place, masks: await bitmaps(place) });
		// A random model's masks need not hold what they are asked for: two places are looked for where they do.
		const cuttable = answers.flatMap((one) =>
			answers
				.filter(
					(other) =>
						one.masks.some((mask) => mask[at(other.place)] === 1) &&
						other.masks.some((mask) => mask[at(one.place)] === 0),
				)
				.map((other) => [one.place, { ...other.place, positive: false }] as const),
		);
		expect(cuttable.length).toBeGreaterThan(10);
		for (const [positive, negative] of cuttable.slice(0, 10)) {
			const cut = await bitmaps(positive, negative);
			expect(cut.length).toBeGreaterThan(0);
			for (const mask of cut) expect([mask[at(positive)], mask[at(negative)]]).toEqual([1, 0]);
		}
	});
});

describe('its input', () => {
	it.each([
		[
			{ width: 150, height: 100 },
			{ width: 96, height: 64 },
			{ columns: 24, rows: 16 },
		],
		[
			{ width: 100, height: 151 },
			{ width: 64, height: 96 },
			{ columns: 16, rows: 24 },
		],
		[
			{ width: 200, height: 70 },
			{ width: 133, height: 46 },
			{ columns: 40, rows: 16 },
		],
		[
			{ width: 9000, height: 3 },
			{ width: 133, height: 1 },
			{ columns: 40, rows: 8 },
		],
	])('of %o has the short side as the pack says, within the limit of the long one', (image, size, cells) => {
		expect(model.inputSizeOf(image)).toEqual(size);
		expect(model.spaceOf(image)).toMatchObject(cells);
	});
});

describe('a model that is not asked for a while', () => {
	it('lets go of its memory, and answers the next click as before', async () => {
		const cacheFolder = await temporaryFolder();
		const { service, image, logs } = await opened({ cacheFolder, releaseAfterMs: 1 });
		const prompts = [pointAt(75, 50)];
		const before = await service.segment({ image, prompts }, never);
		await expect.poll(() => logs).toContainEqual(expect.stringMatching(/its memory was freed/));
		expect(await service.encode(image, never)).toMatchObject({ from: 'disk' });
		const after = await service.segment({ image, prompts }, never);
		expect(after.candidates).toEqual(before.candidates);
	});
});
