import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadModel } from '../../src/inference/model/loadedModel';
import { findPack } from '../../src/packs/manifest/packManifest';
import { VerifiedFiles } from '../../src/packs/manifest/verifyFiles';
import { models, startParams, temporaryFolder } from './support';

let folder: string;
let pack: string;

beforeEach(async () => {
	folder = await temporaryFolder();
	pack = path.join(folder, 'tiny');
	await mkdir(pack);
});

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

async function writePack(changes: Record<string, unknown> = {}) {
	await writeFile(path.join(pack, 'encoder.onnx'), 'encoder');
	await writeFile(path.join(pack, 'encoder.cpu.onnx'), 'encoder for processors');
	await writeFile(path.join(pack, 'decoder.onnx'), 'decoder');
	const manifest = JSON.parse(await readFile(path.join(models, 'mobile-sam', 'pack.json'), 'utf8'));
	manifest.id = 'tiny';
	delete manifest.prepare;
	manifest.encoder.sha256 = sha256('encoder');
	manifest.encoder.onCpu.sha256 = sha256('encoder for processors');
	manifest.decoder.sha256 = sha256('decoder');
	await writeFile(path.join(pack, 'pack.json'), JSON.stringify({ ...manifest, ...changes }));
}

const find = (id = 'tiny', verified?: VerifiedFiles) =>
	findPack([path.join(folder, 'empty'), folder], id, verified);

describe('a pack', () => {
	it('is found by its id in the first folder that has it, whole', async () => {
		await writePack();
		const found = await find();
		expect(found.folder).toBe(pack);
		expect(found.manifest).toMatchObject({ id: 'tiny', family: 'sam', masksPerPrompt: 4 });
		expect(found.hash).toBe(sha256(await readFile(path.join(pack, 'pack.json'))));
	});

	it('that comes with Strata is whole', async () => {
		expect((await findPack([models], 'mobile-sam')).manifest.name).toBe('MobileSAM');
	});

	it.each(['../tiny', '/etc', 'a/b', '', 'Ünï'])(
		'is never looked for outside its folders: %j',
		async (id) => {
			await expect(find(id)).rejects.toThrow('cannot be the id of a model pack');
		},
	);

	it('that is not there is told with the places that were looked in', async () => {
		await expect(find('other')).rejects.toMatchObject({
			kind: 'pack',
			message: expect.stringContaining('There is no model pack “other” in'),
		});
	});

	it('with a file missing or altered is not loaded', async () => {
		await writePack();
		await writeFile(path.join(pack, 'decoder.onnx'), 'decodes');
		await expect(find()).rejects.toThrow(
			`SHA-256 should be ${sha256('decoder')} but is ${sha256('decodes')} (7 bytes)`,
		);
		await rm(path.join(pack, 'encoder.cpu.onnx'));
		await expect(find()).rejects.toThrow('encoder.cpu.onnx of MobileSAM is missing');
		await rm(path.join(pack, 'encoder.onnx'));
		await expect(find()).rejects.toThrow('encoder.onnx of MobileSAM is missing');
	});

	it('with a broken manifest is told by the key', async () => {
		await writeFile(path.join(pack, 'pack.json'), '{');
		await expect(find()).rejects.toThrow(`${path.join(pack, 'pack.json')} cannot be read. Line 1`);
		await writePack({ family: 7 });
		await expect(find()).rejects.toThrow('pack.json, at family:');
		await writePack({ encoder: { file: '../../secret', sha256: sha256('') } });
		await expect(find()).rejects.toThrow('pack.json, at encoder.file: Expected a plain file name.');
		await writePack({ levels: 'six' });
		await expect(find()).rejects.toThrow('pack.json, at levels:');
		await writePack({ id: 'other' });
		await expect(find()).rejects.toThrow('but its pack.json says “other”');
	});

	it('is read again only where a file’s size or time changed', async () => {
		await writePack();
		const memory = path.join(folder, 'verified.json');
		const decoder = path.join(pack, 'decoder.onnx');
		const [atime, mtime] = [new Date(1e12), new Date(1e12)];
		await utimes(decoder, atime, mtime);
		await find('tiny', await VerifiedFiles.read(memory));
		await writeFile(decoder, 'DECODER');
		await utimes(decoder, atime, mtime);
		await expect(find('tiny', await VerifiedFiles.read(memory))).resolves.toBeDefined();
		await utimes(decoder, atime, new Date(mtime.getTime() + 5000));
		await expect(find('tiny', await VerifiedFiles.read(memory))).rejects.toThrow('was altered or damaged');
		await writeFile(memory, '{"cut sh');
		await expect(find('tiny', await VerifiedFiles.read(memory))).rejects.toThrow('was altered or damaged');
	});
});

describe('a model', () => {
	const load = () => loadModel(startParams({ packFolders: [folder], pack: 'tiny' }));

	it('of an unknown family is told with those that are known', async () => {
		await writePack({ family: 'owl' });
		await expect(load()).rejects.toThrow(
			'MobileSAM is of the family “owl”, which this version of Strata does not know',
		);
	});

	it('that is no ONNX file is told', async () => {
		await writePack();
		await expect(load()).rejects.toMatchObject({
			kind: 'runtime',
			message: expect.stringContaining('The decoder of MobileSAM cannot be loaded on “cpu”'),
		});
	});

	it('with other tensors than its manifest says is told with those that it has', async () => {
		await cp(path.join(models, 'mobile-sam'), pack, { recursive: true });
		const file = path.join(pack, 'pack.json');
		const text = await readFile(file, 'utf8');
		await writeFile(file, text.replace('"mobile-sam"', '"tiny"').replace('"point_coords"', '"coords"'));
		await expect(load()).rejects.toMatchObject({
			kind: 'pack',
			message: expect.stringContaining(
				'Expected The decoder of MobileSAM to have the input coords float32[?, ?, 2] but received ',
			),
		});
	});
});
