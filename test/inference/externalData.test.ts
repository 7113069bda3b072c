import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeGraph } from '../../src/inference/runtime/onnxRuntime';
import { addChecksums, addPack, readPackSource } from '../../src/packs/install/addPack';
import type { CatalogueEntry } from '../../src/packs/install/catalogue';
import { installPack } from '../../src/packs/install/installPack';
import { findPack } from '../../src/packs/manifest/packManifest';
import { externalDataOf } from '../../src/packs/recognise/externalData';
import { recognisePack } from '../../src/packs/recognise/recognisePack';
import fc from '../unit/fastCheck';
import { ModelServer } from './modelServer';
import { withExternalData } from './onnxGraph';
import { disc } from './pictures';
import { officialSam } from './samVariants';
import { never, pointAt, startedService, temporaryFolder } from './support';

const data = 'decoder.onnx.data';
let source: string;
let packs: string;

/** SAM as its exporter writes it, with the decoder's weights in a file beside it that it finds at `location`. */
async function writeModel(location = data): Promise<Buffer> {
	const { files } = officialSam();
	const { graph, data: weights } = withExternalData(files['decoder.onnx']!, location);
	await writeFile(path.join(source, 'encoder.onnx'), files['encoder.onnx']!);
	await writeFile(path.join(source, 'decoder.onnx'), graph);
	await writeFile(path.join(source, data), weights);
	return weights;
}

beforeEach(async () => {
	const folder = await temporaryFolder();
	[source, packs] = [path.join(folder, 'source'), path.join(folder, 'packs')];
	await mkdir(source);
	await mkdir(packs);
});

async function add() {
	const found = await readPackSource(source);
	if (found.form === 'pack') return addPack(packs, source, found.manifest);
	const graphs = new Map<string, Awaited<ReturnType<typeof describeGraph>>>();
	for (const file of found.files) graphs.set(file, await describeGraph(path.join(source, file)));
	const said = { id: 'split', name: 'Split', licence: 'MIT', source: 'made by the test' };
	const draft = { ...recognisePack(graphs).manifest, ...said };
	return addPack(packs, source, await addChecksums(source, draft));
}

const segmentIt = async () => {
	const { service } = await startedService({ packFolders: [packs], pack: 'split' });
	const { image } = await service.openImage(await disc(640, 480).png().toBuffer());
	return service.segment({ image, prompts: [pointAt(192, 192)] }, never);
};

describe('a model whose weights lie beside it', () => {
	it('takes them along, with their checksum, and works there', async () => {
		const weights = await writeModel();
		expect(weights.length).toBeGreaterThan(1000);
		await add();
		await rm(source, { recursive: true });
		expect((await readdir(path.join(packs, 'split'))).sort()).toEqual([
			'decoder.onnx',
			data,
			'encoder.onnx',
			'pack.json',
		]);
		const { manifest } = await findPack([packs], 'split');
		expect(manifest.decoder!.data).toEqual([{ file: data, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
		expect(manifest.encoder!.data).toBeUndefined();
		expect((await segmentIt()).candidates.length).toBeGreaterThan(0);
	});

	it('is not whole without them, nor with others', async () => {
		const weights = await writeModel();
		await add();
		const copy = path.join(packs, 'split', data);
		await writeFile(copy, weights.subarray(1));
		await expect(findPack([packs], 'split')).rejects.toThrow('was altered or damaged');
		await rm(copy);
		await expect(findPack([packs], 'split')).rejects.toThrow(`${data} of Split is missing`);
	});

	it('is not added where they are missing', async () => {
		await writeModel();
		await rm(path.join(source, data));
		await expect(add()).rejects.toThrow(
			`${path.join(source, 'decoder.onnx')} has its weights in ${data}, which is missing`,
		);
		expect(await readdir(packs)).toEqual([]);
	});

	it.each(['../decoder.onnx.data', '/etc/hostname', 'weights/decoder.data', '..', 'C:\\weights.data', ''])(
		'is not even looked at where they are at “%s”',
		async (location) => {
			await writeModel(location);
			await expect(add()).rejects.toThrow(
				`has its weights in “${location}”, which is not a file of the same folder.`,
			);
			expect(await readdir(packs)).toEqual([]);
		},
	);

	it('is not added where its pack.json does not name them', async () => {
		await writeModel();
		await add();
		const text = await readFile(path.join(packs, 'split', 'pack.json'), 'utf8');
		const manifest = JSON.parse(text);
		await rm(path.join(packs, 'split'), { recursive: true });
		delete manifest.decoder!.data;
		await writeFile(path.join(source, 'pack.json'), JSON.stringify(manifest));
		await expect(add()).rejects.toThrow(
			`decoder.onnx has its weights in ${data}, which its pack.json does not list`,
		);
		await writeFile(path.join(source, 'pack.json'), text);
		await add();
		expect((await segmentIt()).candidates.length).toBeGreaterThan(0);
	});
});

describe('a model of the catalogue whose weights lie beside it', () => {
	async function entry(names: readonly string[]): Promise<CatalogueEntry> {
		await writeModel();
		for (const name of names) server.files.set(`/${name}`, await readFile(path.join(source, name)));
		const files = names.map((file) => ({ file, url: `https://models.example/${file}` }));
		const [address, goodFor] = ['https://models.example', 'Tests.'];
		return { id: 'split', name: 'Split', licence: 'MIT', source: address, goodFor, files, manifest: {} };
	}
	let server: ModelServer;
	beforeEach(async () => {
		server = await ModelServer.start();
	});
	const install = (of: CatalogueEntry) =>
		installPack(of, { root: packs, mirror: server.origin, describe: describeGraph, fetch, signal: never });

	it('is installed with them', async () => {
		await install(await entry(['encoder.onnx', 'decoder.onnx', data]));
		const { manifest } = await findPack([packs], 'split');
		expect(manifest.decoder!.data).toMatchObject([{ file: data }]);
		expect((await segmentIt()).candidates.length).toBeGreaterThan(0);
	});

	it('is not installed without them', async () => {
		const of = await entry(['encoder.onnx', 'decoder.onnx']);
		await expect(install(of)).rejects.toThrow(`in ${data}, which is not among the catalogue’s files`);
		expect((await readdir(packs)).filter((name) => !name.startsWith('.'))).toEqual([]);
	});
});

describe('the files that an ONNX file names', () => {
	it('are none where it has its weights in itself', async () => {
		const file = path.join(source, 'whole.onnx');
		await writeFile(file, officialSam().files['decoder.onnx']!);
		expect(await externalDataOf(file)).toEqual([]);
	});

	it('end in a sentence or a list for a file that was cut or damaged, never in a hang', async () => {
		const { graph } = withExternalData(officialSam().files['decoder.onnx']!, data);
		const file = path.join(source, 'cut.onnx');
		await fc.assert(
			fc.asyncProperty(fc.nat(graph.length - 1), fc.nat(255), fc.boolean(), async (at, byte, isCut) => {
				const bytes = isCut ? graph.slice(0, at) : graph.slice();
				if (!isCut) bytes[at] = byte;
				await writeFile(file, bytes);
				const result = await externalDataOf(file).catch((error: unknown) => error);
				if (Array.isArray(result)) expect(result.every((name) => /^[\w][\w.-]*$/.test(name))).toBe(true);
				else expect(result).toMatchObject({ name: 'Error', kind: 'contents' });
			}),
			{ numRuns: 200 },
		);
	});
});
