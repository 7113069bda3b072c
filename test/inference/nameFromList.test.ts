import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Clip } from '../../src/inference/model/clip/clip';
import { openModel } from '../../src/inference/model/openModel';
import { describeGraph, onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import { addChecksums, addPack, readPackSource } from '../../src/packs/install/addPack';
import { findPack } from '../../src/packs/manifest/packManifest';
import { recognisePack } from '../../src/packs/recognise/recognisePack';
import type { CategoryName } from '../../src/shared/annotations/annotationEdits';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import { emptyMask } from '../../src/shared/mask/runLengths';
import { rectangleMask } from '../unit/imaging/rasters';
import { writeClipPack } from './clipPack';
import { models, never, startedService, temporaryFolder } from './support';

const words = {
	tomato: [230, 30, 30],
	leaf: [30, 200, 40],
	plum: [40, 40, 220],
	lid: [230, 220, 30],
	jar: [30, 30, 220],
} as const;
const names: readonly CategoryName[] = [
	{ name: 'Tomato', kind: 'object' },
	{ name: 'leaf', kind: 'object' },
	{ name: 'plum', kind: 'object' },
	{ name: 'lid', kind: 'part' },
	{ name: 'plum', kind: 'part' },
];
const [width, height] = [300, 200];
const squares = { red: [20, 20, 100, 100], green: [180, 30, 260, 110], grey: [120, 130, 180, 190] } as const;
const maskOf = (square: keyof typeof squares) =>
	encodeRle(rectangleMask(width, height, [...squares[square]] as [number, number, number, number]));

let picture: Buffer;
let folder: string;
beforeAll(async () => {
	const square = (colour: string, [left, top, right, bottom]: readonly number[]) => ({
		input: {
			create: { width: right! - left!, height: bottom! - top!, channels: 3 as const, background: colour },
		},
		left: left!,
		top: top!,
	});
	picture = await sharp({ create: { width, height, channels: 3, background: '#808080' } })
		.composite([square('#dc2828', squares.red), square('#28c832', squares.green)])
		.png()
		.toBuffer();
});
beforeEach(async () => {
	folder = await temporaryFolder();
});

describe.each(['openclip', 'siglip'] as const)('the names of a list, by a pack like %s', (kind) => {
	let pack: string;
	beforeEach(async () => {
		pack = await writeClipPack(folder, kind, words);
	});

	const opened = async (more: object = {}) => {
		const { service, logs } = await startedService({ packFolders: [models, folder], ...more });
		const { image } = await service.openImage(picture);
		return { service, image, logs };
	};

	it('are those that say what the mask shows, the likeliest first, however they are written', async () => {
		const { service, image } = await opened();
		const masks = [
			{ segmentation: maskOf('red'), kind: 'object' },
			{ segmentation: maskOf('green'), kind: 'object' },
		] as const;
		const [red, green] = await service.nameFromList({ image, pack, masks, names });
		expect(red![0]).toMatchObject({ name: 'Tomato', kind: 'object' });
		expect(green![0]).toMatchObject({ name: 'leaf', kind: 'object' });
		for (const [first] of [red!, green!]) expect(first!.share).toBeGreaterThan(0.5);
		expect([...red!, ...green!].every((one) => one.kind === 'object')).toBe(true);
	});

	it('are none for what is none of them, and none for a mask without a pixel', async () => {
		const { service, image } = await opened();
		const masks = [
			{ segmentation: maskOf('grey'), kind: 'object' },
			{ segmentation: encodeRle(emptyMask(width, height)), kind: 'object' },
		] as const;
		expect(await service.nameFromList({ image, pack, masks, names })).toEqual([[], []]);
		const [only] = await service.nameFromList({
			...{ image, pack, masks: masks.slice(0, 1) },
			names: [{ name: 'plum', kind: 'object' }],
		});
		expect(only).toEqual([]);
	});

	it('ask for parts by the object that they belong to', async () => {
		const { service, image } = await opened();
		const mask = { segmentation: maskOf('red'), kind: 'part' } as const;
		// “The lid of a jar” is the colours of both together, which is what is seen in neither.
		const parts: readonly CategoryName[] = [{ name: 'lid', kind: 'part' }];
		const [alone] = await service.nameFromList({
			...{ image, pack, names: parts },
			masks: [{ ...mask, whole: 'Tomato' }],
		});
		const [inJar] = await service.nameFromList({
			...{ image, pack, names: parts },
			masks: [{ ...mask, whole: 'jar' }],
		});
		expect(alone![0]?.share ?? 0).toBeGreaterThan(inJar![0]?.share ?? 0);
	});

	it('are not worked out again: texts are kept on disk, with the pack that they are of', async () => {
		const cacheFolder = path.join(folder, 'cache');
		const masks = [{ segmentation: maskOf('red'), kind: 'object' }] as const;
		const textual = path.join(folder, pack, 'textual.onnx');
		const [time, { size }] = [1e9, await stat(textual)];
		await utimes(textual, time, time);
		const { service, image } = await opened({ cacheFolder });
		const first = await service.nameFromList({ image, pack, masks, names });
		const kept = (await readdir(cacheFolder)).filter((name) => name.endsWith('.texts'));
		expect(kept).toHaveLength(1);
		const { service: later, image: again } = await opened({ cacheFolder });
		// Of the same size and time, it is not read again until it is needed: then no text could be encoded.
		await writeFile(textual, new Uint8Array(size));
		await utimes(textual, time, time);
		expect(await later.nameFromList({ image: again, pack, masks, names })).toEqual(first);
		const more = [...names, { name: 'jar', kind: 'object' }] as const;
		await expect(later.nameFromList({ image: again, pack, masks, names: more })).rejects.toThrow(
			'cannot be loaded',
		);
	});

	it('are not asked for once the asker has gone', async () => {
		const { service, image } = await opened();
		const masks = [{ segmentation: maskOf('red'), kind: 'object' }] as const;
		const gone = AbortSignal.abort(new Error('gone'));
		await expect(service.nameFromList({ image, pack, masks, names }, gone)).rejects.toThrow('gone');
	});
});

describe.each(['openclip', 'siglip'] as const)('the files of an export like %s', (kind) => {
	/** A folder with the files of a pack, but for what says how they are to be used. */
	const bare = async () => {
		const from = path.join(folder, await writeClipPack(folder, kind, words));
		await rm(path.join(from, 'pack.json'));
		const source = await readPackSource(from);
		const files = source.form === 'graphs' ? source.files : expect.fail();
		const graphs = new Map(
			await Promise.all(
				files.map(async (file) => [file, await describeGraph(path.join(from, file))] as const),
			),
		);
		return { from, recognised: recognisePack(graphs) };
	};

	it('become a pack that reads and sees as the model was trained to', async () => {
		const { from, recognised } = await bare();
		expect(recognised.kind).toBe(kind === 'openclip' ? 'OpenCLIP' : 'SigLIP');
		expect(recognised.manifest).toMatchObject({
			tokenizer: kind === 'openclip' ? { length: 77, pad: 0 } : { length: 64, pad: 1 },
			input: { size: 32 },
			logitScale: kind === 'openclip' ? 100 : 117.33076,
		});
		const named = { id: 'mine', name: 'Mine', licence: 'MIT', source: 'me' };
		const root = path.join(folder, 'packs');
		await addPack(root, from, await addChecksums(from, { ...recognised.manifest, ...named }));
		const clip = new Clip(await findPack([root], 'mine'), onnxRuntime('cpu'));
		expect(Math.hypot(...(await clip.encodeText('a tomato', never)))).toBeCloseTo(1);
		await clip.release();
	});

	it('are not taken without the file that says how texts are read', async () => {
		const { from, recognised } = await bare();
		await rm(path.join(from, 'tokenizer.json'));
		const named = { id: 'mine', name: 'Mine', licence: 'MIT', source: 'me' };
		await expect(addChecksums(from, { ...recognised.manifest, ...named })).rejects.toThrow(
			`Expected tokenizer.json in ${from} but it is not there.`,
		);
	});
});

describe('a pack of the family clip', () => {
	it('makes no masks, and one that makes masks compares no words: both say so', async () => {
		const id = await writeClipPack(folder, 'openclip', words);
		const compares = await findPack([folder], id);
		expect(() => openModel(compares, onnxRuntime('cpu'))).toThrow(
			'Tiny openclip suggests names and makes no masks.',
		);
		const masks = await findPack([models], 'strata-s');
		expect(() => new Clip(masks, onnxRuntime('cpu'))).toThrow('does not compare images with words');
	});

	it('is refused where its tokenizer is another file, or where its manifest lacks something', async () => {
		const id = await writeClipPack(folder, 'openclip', words);
		const file = path.join(folder, id, 'pack.json');
		const { logitScale: _, ...rest } = JSON.parse(await readFile(file, 'utf8'));
		await writeFile(file, JSON.stringify(rest));
		const pack = await findPack([folder], id);
		expect(() => new Clip(pack, onnxRuntime('cpu'))).toThrow(/pack\.json, at logitScale: /);
		await writeFile(path.join(folder, id, 'tokenizer.json'), '{}');
		await expect(findPack([folder], id)).rejects.toThrow(/tokenizer\.json .* was altered or damaged/);
	});

	it('is added from a folder with all of its files', async () => {
		const id = await writeClipPack(folder, 'siglip', words);
		const [from, root] = [path.join(folder, id), path.join(folder, 'packs')];
		const source = await readPackSource(from);
		await addPack(root, from, source.form === 'pack' ? source.manifest : expect.fail());
		expect((await readdir(path.join(root, id))).sort()).toEqual([
			'pack.json',
			'textual.onnx',
			'tokenizer.json',
			'visual.onnx',
		]);
		await findPack([root], id);
	});

	it('takes texts as they are once its text encoder was released', async () => {
		const clip = new Clip(
			await findPack([folder], await writeClipPack(folder, 'openclip', words)),
			onnxRuntime('cpu'),
		);
		const first = await clip.encodeText('a tomato', never);
		await clip.releaseTexts();
		expect(await clip.encodeText('a tomato', never)).toEqual(first);
		expect(Math.hypot(...first)).toBeCloseTo(1);
		await clip.release();
	});
});
