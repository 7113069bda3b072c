import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Clip } from '../../src/inference/model/clip/clip';
import { Inpainter } from '../../src/inference/model/inpaint/inpainter';
import { describeGraph, onnxRuntime } from '../../src/inference/runtime/onnxRuntime';
import type { CatalogueEntry } from '../../src/packs/install/catalogue';
import { installedPacks } from '../../src/packs/install/installedPacks';
import { type InstallOptions, installPack } from '../../src/packs/install/installPack';
import { findPack } from '../../src/packs/manifest/packManifest';
import { writeClipPack } from './clipPack';
import { writeInpaintPack } from './inpaintPack';
import { ModelServer, status } from './modelServer';
import { disc } from './pictures';
import { officialSam } from './samVariants';
import { never, pointAt, startedService, temporaryFolder } from './support';
import { writeTinyPack } from './tinyPack';

let server: ModelServer;
let root: string;
let entry: CatalogueEntry;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

beforeEach(async () => {
	server = await ModelServer.start();
	root = path.join(await temporaryFolder(), 'packs');
	await mkdir(root);
	const made = await temporaryFolder();
	await writeTinyPack(made);
	const files = await Promise.all(
		['encoder.onnx', 'decoder.onnx'].map(async (file) => {
			const bytes = await readFile(path.join(made, 'tiny', file));
			server.files.set(`/someone/${file}`, bytes);
			const url = `https://models.example/someone/${file}`;
			return { file, url, bytes: bytes.length, sha256: sha256(bytes) };
		}),
	);
	const pack = JSON.parse(await readFile(path.join(made, 'tiny', 'pack.json'), 'utf8'));
	const { id, name, licence, source, ...manifest } = pack;
	delete manifest.encoder!.sha256;
	delete manifest.decoder!.sha256;
	entry = { id, name, licence, source, goodFor: 'Tests.', megabytes: 0.2, files, manifest };
});

const install = (more: Partial<InstallOptions> = {}, of = entry) =>
	installPack(of, {
		root,
		mirror: server.origin,
		describe: describeGraph,
		fetch,
		signal: never,
		attempts: 2,
		pauseMs: 1,
		...more,
	});

/** The entry of a pack that fills places, as the catalogue has MI-GAN. */
async function inpaintEntry(): Promise<CatalogueEntry> {
	const made = await temporaryFolder();
	const folder = path.join(made, await writeInpaintPack(made, 'migan', [10, 60, 200]));
	const bytes = await readFile(path.join(folder, 'model.onnx'));
	server.files.set('/someone/model.onnx', bytes);
	const url = 'https://models.example/someone/model.onnx';
	const files = [{ file: 'model.onnx', url, bytes: bytes.length, sha256: sha256(bytes) }];
	const { id, name, licence, ...manifest } = JSON.parse(
		await readFile(path.join(folder, 'pack.json'), 'utf8'),
	);
	delete manifest.inpaint.sha256;
	return { ...entry, id, name, licence, files, manifest };
}

/** The entry of a pack that compares images with words, as the catalogue has OpenCLIP. */
async function clipEntry(): Promise<CatalogueEntry> {
	const made = await temporaryFolder();
	const folder = path.join(made, await writeClipPack(made, 'openclip', { tomato: [230, 30, 30] }));
	const files = await Promise.all(
		['visual.onnx', 'textual.onnx', 'tokenizer.json'].map(async (file) => {
			server.files.set(`/someone/${file}`, await readFile(path.join(folder, file)));
			return { file, url: `https://models.example/someone/${file}` };
		}),
	);
	const { id, name, licence, ...manifest } = JSON.parse(
		await readFile(path.join(folder, 'pack.json'), 'utf8'),
	);
	for (const part of ['imageEncoder', 'textEncoder', 'tokenizer']) delete manifest[part].sha256;
	return { ...entry, id, name, licence, files, manifest };
}

const unchecked = (): CatalogueEntry => ({
	...entry,
	files: entry.files.map(({ file, url }) => ({ file, url })),
});

/** What a user sees of the folder of packs. */
const visible = async () => (await readdir(root)).filter((name) => !name.startsWith('.'));

describe('installing a pack', () => {
	it('gives a file within another its checksum, and refuses one that the catalogue does not bring', async () => {
		const onCpu = (file: string) => ({
			...entry,
			manifest: { ...entry.manifest, encoder: { ...(entry.manifest.encoder as object), onCpu: { file } } },
		});
		await expect(install({}, onCpu('elsewhere.onnx'))).rejects.toThrow('encoder.onCpu.sha256');
		expect(await visible()).toEqual([]);
		const { encoder } = await install({}, onCpu('encoder.onnx'));
		expect(encoder!.onCpu?.sha256).toBe(encoder!.sha256);
	});

	it('ends with one that segments', async () => {
		const progress: number[] = [];
		await install({ onProgress: (received, total) => progress.push(received / total!) });
		expect(progress.at(-1)).toBe(1);
		expect((await readdir(path.join(root, 'tiny'))).sort()).toEqual([
			'decoder.onnx',
			'encoder.onnx',
			'pack.json',
		]);
		expect(await installedPacks([root])).toMatchObject([{ id: 'tiny', manifest: { name: 'Tiny' } }]);
		const { service } = await startedService({ packFolders: [root], pack: 'tiny' });
		const file = path.join(await temporaryFolder(), 'disc.png');
		await disc(640, 480).png().toFile(file);
		const { image } = await service.openImage(file);
		const ladder = await service.segment({ image, prompts: [pointAt(192, 192)] }, never);
		expect(ladder.candidates.length).toBeGreaterThan(0);
	});

	it('ends with one that fills places, whose file alone does not say how', async () => {
		const fills = await inpaintEntry();
		await install({}, fills);
		const inpainter = new Inpainter(await findPack([root], fills.id), onnxRuntime('cpu'));
		const colours = new Float32Array(64 * 64 * 3).fill(120);
		const hole = new Uint8Array(64 * 64).fill(1, 0, 64 * 32);
		await inpainter.fill({ width: 64, height: 64, colours, hole });
		await inpainter.release();
		expect([...colours.subarray(0, 3), ...colours.subarray(-3)]).toEqual([10, 60, 200, 120, 120, 120]);
	});

	it('ends with one that compares images with words, with the file that says how texts are read', async () => {
		const of = await clipEntry();
		await install({}, of);
		const clip = new Clip(await findPack([root], of.id), onnxRuntime('cpu'));
		expect((await clip.encodeText('a tomato', never))[0]).toBeGreaterThan(0.5);
		await clip.release();
	});

	it('that is cut off leaves no half pack, and goes on where it stopped', async () => {
		server.next.push(server.breakingOffAfter(20_000), status(503), status(503));
		await expect(install()).rejects.toThrow('the next attempt continues from there');
		expect(await visible()).toEqual([]);
		expect(await installedPacks([root])).toEqual([]);
		await install();
		expect(await visible()).toEqual(['tiny']);
		expect(server.requests.map(({ range }) => range)).toContain('bytes=20000-');
	});

	it('that is cancelled between files does not ask for the first again', async () => {
		const controller = new AbortController();
		const onProgress = (_received: number, _total: number | undefined, file: string) =>
			file === 'decoder.onnx' && controller.abort(new Error('enough'));
		await expect(install({ signal: controller.signal, onProgress })).rejects.toThrow('enough');
		expect(await visible()).toEqual([]);
		server.requests.length = 0;
		await install();
		expect(server.requests.map(({ path }) => path)).toEqual(['/someone/decoder.onnx']);
	});

	it('with a wrong file leaves the installed one as it was', async () => {
		await install();
		const before = await readFile(path.join(root, 'tiny', 'pack.json'), 'utf8');
		server.files.set('/someone/decoder.onnx', Buffer.alloc(entry.files[1]!.bytes!, 8));
		const newer = { ...entry, name: 'Tiny 2' };
		await expect(install({}, newer)).rejects.toThrow('should have the SHA-256');
		expect(await readFile(path.join(root, 'tiny', 'pack.json'), 'utf8')).toBe(before);
		expect(await installedPacks([root])).toMatchObject([{ manifest: { name: 'Tiny' } }]);
	});

	it('of which no checksum is known holds to what came first', async () => {
		const manifest = await install({}, unchecked());
		expect(manifest.decoder!.sha256).toBe(entry.files[1]!.sha256);
		const other = Buffer.from(server.files.get('/someone/decoder.onnx')!);
		other[other.length - 1]! ^= 1;
		server.files.set('/someone/decoder.onnx', other);
		await expect(install({}, unchecked())).rejects.toThrow(`SHA-256 ${entry.files[1]!.sha256} but has`);
	});

	it('of which the catalogue knows no tensors is read from its files', async () => {
		const bytes = Object.values(officialSam().files);
		const files = bytes.map((content, at) => {
			server.files.set(`/someone/${at}.onnx`, Buffer.from(content));
			return { file: `${at}.onnx`, url: `https://models.example/someone/${at}.onnx` };
		});
		const manifest = await install({}, { ...entry, files, manifest: {} });
		expect(manifest).toMatchObject({
			id: 'tiny',
			family: 'sam',
			encoder: { file: '0.onnx', input: 'x', sha256: sha256(bytes[0]!) },
			decoder: { outputs: { masks: 'low_res_masks', scores: 'iou_predictions' } },
		});
		await startedService({ packFolders: [root], pack: 'tiny' });
	});

	it('whose files are another model than the catalogue says is not taken', async () => {
		const files = entry.files.slice(0, 1);
		await expect(install({}, { ...entry, files, manifest: {} })).rejects.toThrow(
			'Expected one prompt decoder among the ONNX files but found encoder.onnx (input).',
		);
		expect(await visible()).toEqual([]);
	});

	it('does not take what is no ONNX file for one', async () => {
		server.files.set('/someone/encoder.onnx', Buffer.from('{"error": "quota"}'));
		await expect(install({}, unchecked())).rejects.toThrow(
			`${server.origin}/someone/encoder.onnx is not an ONNX model. Nothing of it was kept.`,
		);
		expect(await visible()).toEqual([]);
	});

	it.each(['not json', '{"id":"tiny"}'])(
		'whose pack.json is broken can be installed again: %s',
		async (text) => {
			await install();
			await writeFile(path.join(root, 'tiny', 'pack.json'), text);
			await install({}, unchecked());
			expect(await installedPacks([root])).toMatchObject([{ id: 'tiny', manifest: { name: 'Tiny' } }]);
		},
	);

	it('is refused where the server redirects to another place of the user’s network', async () => {
		const other = await ModelServer.start();
		other.files.set('/admin', server.files.get('/someone/encoder.onnx')!);
		server.next.push((_request, response) => {
			response.writeHead(302, { location: `${other.origin}/admin` }).end();
		});
		await expect(install()).rejects.toThrow('not a public https address');
		expect(other.requests).toEqual([]);
		expect(await visible()).toEqual([]);
	});

	it('deletes what another download left a month ago', async () => {
		const [old, recent] = ['old', 'recent'].map((id) => path.join(root, '.partial', id));
		for (const folder of [old!, recent!]) await mkdir(folder, { recursive: true });
		const month = new Date(Date.now() - 31 * 24 * 3_600_000);
		await utimes(old!, month, month);
		await install();
		expect(await readdir(path.join(root, '.partial'))).toEqual(['recent']);
	});

	it('twice at once is refused', async () => {
		server.next.push(server.stallingAfter(1000));
		const controller = new AbortController();
		const first = install({ signal: controller.signal });
		await expect.poll(() => server.requests.length).toBe(1);
		await expect(install()).rejects.toThrow('“tiny” is already being installed');
		controller.abort(new Error('enough'));
		await expect(first).rejects.toThrow('enough');
		await install();
		expect(await visible()).toEqual(['tiny']);
	});

	it('goes on after a process that died at it', async () => {
		await mkdir(path.join(root, '.partial', 'tiny'), { recursive: true });
		// No process has this number.
		await writeFile(path.join(root, '.partial', 'tiny', '.lock'), '4194305');
		await install();
		expect(await visible()).toEqual(['tiny']);
	});
});
