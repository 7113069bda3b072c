import { type ChildProcess, execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeClipPack } from './clipPack';
import { writeInpaintPack } from './inpaintPack';
import { ModelServer, status } from './modelServer';
import { disc } from './pictures';
import { root, temporaryFolder } from './support';
import { writeTinyPack } from './tinyPack';

interface Ended {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

let folder: string;
let packs: string;
let made: string;
let server: ModelServer;

beforeEach(async () => {
	folder = await temporaryFolder();
	packs = path.join(folder, 'packs');
	made = path.join(folder, 'made', 'tiny');
	await writeTinyPack(path.dirname(made));
	server = await ModelServer.start();
});

/** The built command, as a user runs it; `started` gets the process. */
function strata(
	args: string[],
	env: Readonly<Record<string, string>> = {},
	started?: (child: ChildProcess) => void,
): Promise<Ended> {
	const script = path.join(root, 'dist', 'cli.cjs');
	const options = {
		cwd: folder,
		env: { ...process.env, STRATA_PACKS: packs, XDG_CACHE_HOME: path.join(folder, 'cache'), ...env },
	};
	return new Promise((resolve) => {
		const child = execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
			resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
		});
		started?.(child);
	});
}

/** A catalogue of the tiny pack, which is asked for at `models.example`. */
async function catalogue(): Promise<string> {
	const { id, name, licence, source, ...manifest } = JSON.parse(
		await readFile(path.join(made, 'pack.json'), 'utf8'),
	);
	const files = await Promise.all(
		['encoder.onnx', 'decoder.onnx'].map(async (file) => {
			const bytes = await readFile(path.join(made, file));
			server.files.set(`/${file}`, bytes);
			return { file, url: `https://models.example/${file}`, bytes: bytes.length };
		}),
	);
	const entry = { id, name, licence, source: 'https://models.example', goodFor: 'Tests.', files, manifest };
	const file = path.join(folder, 'catalogue.json');
	await writeFile(file, JSON.stringify({ schema: 1, packs: [entry] }));
	return file;
}

const install = async (...more: string[]) =>
	strata(['pack', 'install', 'tiny', '--catalogue', await catalogue(), ...more]);

describe('strata pack', () => {
	it('lists what is installed and what can be', async () => {
		const { code, stdout, stderr } = await strata(['pack', 'list']);
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout).toMatch(
			/^installed\n {2}mobile-sam {4}MobileSAM {12}Apache-2\.0 {2}.+\n {2}part-head {5}Part Head {12}MIT {9}.+\n {2}ssdlite-coco {2}SSDLite MobileNetV2 {2}Apache-2\.0 {2}.+\n {2}strata-s {6}Strata S {13}Apache-2\.0 {2}.+\navailable/,
		);
		const { installed } = JSON.parse((await strata(['pack', 'list', '--json'])).stdout);
		expect(installed).toMatchObject([
			{ id: 'mobile-sam', family: 'sam', licence: 'Apache-2.0' },
			{ id: 'part-head', family: 'parts', licence: 'MIT' },
			{ id: 'ssdlite-coco', family: 'detector', licence: 'Apache-2.0' },
			{ id: 'strata-s', family: 'sam', licence: 'Apache-2.0' },
		]);
	});

	it('installs a pack, which then segments', async () => {
		const { code, stdout, stderr } = await install('--mirror', server.origin);
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout).toBe(
			`Tiny → ${packs}; use it with --pack tiny\n` +
				'The catalogue has no checksum of encoder.onnx and decoder.onnx; later downloads are checked against this one.\n',
		);
		expect((await strata(['pack', 'list'])).stdout).toContain(
			`tiny          Tiny                 MIT         ${packs}`,
		);
		await disc(640, 480).png().toFile(path.join(folder, 'disc.png'));
		const segmented = await strata(['segment', 'disc.png', '-p', '192,192', '--pack', 'tiny', '--json']);
		expect(JSON.parse(segmented.stdout)).toMatchObject({ pack: 'tiny' });
	});

	it('tells a failed download from a wrong one, and leaves nothing half done', async () => {
		server.next.push(status(404));
		expect(await install('--mirror', server.origin)).toMatchObject({
			code: 7,
			stderr: `${server.origin}/encoder.onnx cannot be downloaded: the server answered 404 (not found).\n`,
		});
		const file = await catalogue();
		server.files.set('/decoder.onnx', Buffer.from('short'));
		const args = ['pack', 'install', 'tiny', '--catalogue', file, '--mirror', server.origin];
		expect(await strata(args)).toMatchObject({
			code: 4,
			stderr: expect.stringContaining('but the server offers 5.'),
		});
		expect((await readdir(packs)).filter((name) => !name.startsWith('.'))).toEqual([]);
		expect(await strata(['pack', 'install', 'other', '--catalogue', file])).toMatchObject({
			code: 2,
			stderr: expect.stringContaining('Expected one of tiny but received other.'),
		});
	});

	it('stops at Ctrl+C and goes on from there', async () => {
		const file = await catalogue();
		server.next.push(server.stallingAfter(20_000));
		const args = ['pack', 'install', 'tiny', '--catalogue', file, '--mirror', server.origin];
		let child: ChildProcess | undefined;
		const ended = strata(args, {}, (started) => {
			child = started;
		});
		const part = path.join(packs, '.partial', 'tiny', 'encoder.onnx.part');
		await expect
			.poll(async () => (await readFile(part).catch(() => '')).length, { timeout: 20_000 })
			.toBe(20_000);
		child!.kill('SIGINT');
		expect(await ended).toMatchObject({
			code: 1,
			stderr: 'Cancelled. The next attempt resumes the download.\n',
		});
		expect((await strata(args)).code).toBe(0);
		expect(server.requests.at(-2)?.range).toBe('bytes=20000-');
	});

	it('goes by way of the proxy of the environment', async () => {
		const args = ['pack', 'install', 'tiny', '--catalogue', await catalogue()];
		const env = { http_proxy: server.origin, no_proxy: '' };
		const { code, stderr } = await strata([...args, '--mirror', 'http://{host}'], env);
		expect([code, stderr]).toEqual([0, '']);
		expect(server.proxied.length).toBeGreaterThan(0);
		for (const host of server.proxied) expect(host).toMatch(/^models\.example/);
	});

	it('adds a folder with a pack, looks at it, and does not put it over another unasked', async () => {
		expect(await strata(['pack', 'add', made])).toMatchObject({
			code: 0,
			stdout: `Tiny → ${packs}; use it with --pack tiny\n`,
		});
		expect((await strata(['pack', 'verify', 'tiny'])).stdout).toBe('tiny: intact (2 files, Tiny)\n');
		expect(await strata(['pack', 'add', made])).toMatchObject({
			code: 2,
			stderr: expect.stringContaining('add --replace'),
		});
		expect((await strata(['pack', 'add', made, '--replace'])).code).toBe(0);
		await writeFile(path.join(made, 'decoder.onnx'), 'altered');
		expect(await strata(['pack', 'add', made, '--replace'])).toMatchObject({
			code: 4,
			stderr: expect.stringContaining('was altered or damaged'),
		});
		expect((await strata(['pack', 'verify', 'tiny'])).code).toBe(0);
	});

	it.skipIf(process.platform === 'win32')(
		'takes along a licence, but no other file that it links to',
		async () => {
			const secret = path.join(folder, 'secret');
			await writeFile(secret, 'of nobody’s business');
			await symlink(secret, path.join(made, 'LICENSE'));
			await writeFile(path.join(made, 'NOTICE'), 'made in a test');
			expect((await strata(['pack', 'add', made])).code).toBe(0);
			const there = await readdir(path.join(packs, 'tiny'));
			expect(there).toContain('NOTICE');
			expect(there).not.toContain('LICENSE');
		},
	);

	it('adds ONNX files without a pack.json, once it is told what they do not say', async () => {
		const bare = path.join(folder, 'My Model');
		await cp(made, bare, { recursive: true });
		await rm(path.join(bare, 'pack.json'));
		const said = ['--licence', 'MIT', '--source', 'https://models.example'];
		expect(await strata(['pack', 'add', bare])).toMatchObject({
			code: 2,
			stderr: expect.stringContaining('Expected --licence and --source'),
		});
		expect(await strata(['pack', 'add', bare, ...said])).toMatchObject({
			code: 0,
			stdout: `My Model → ${packs}; use it with --pack my-model\n`,
			stderr: 'Recognised as SAM.\n',
		});
		await disc(640, 480).png().toFile(path.join(folder, 'disc.png'));
		const segmented = await strata(['segment', 'disc.png', '-p', '192,192', '--pack', 'my-model', '--json']);
		expect(JSON.parse(segmented.stdout).masks.length).toBeGreaterThan(0);
	});

	it('does not add what it does not know', async () => {
		const empty = path.join(folder, 'empty');
		await mkdir(empty);
		expect(await strata(['pack', 'add', empty])).toMatchObject({
			code: 4,
			stderr: `Expected a pack.json or ONNX files in ${empty} but found neither.\n`,
		});
		await cp(path.join(made, 'encoder.onnx'), path.join(empty, 'encoder.onnx'));
		expect(await strata(['pack', 'add', empty])).toMatchObject({
			code: 4,
			stderr: 'Expected one prompt decoder among the ONNX files but found encoder.onnx (input).\n',
		});
		await writeFile(path.join(empty, 'decoder.onnx'), 'no model');
		expect(await strata(['pack', 'add', empty])).toMatchObject({
			code: 4,
			stderr: expect.stringContaining('decoder.onnx cannot be read as an ONNX model'),
		});
	});

	it('removes what was installed, whole or broken, and nothing else', async () => {
		await strata(['pack', 'add', made]);
		const beside = path.join(folder, 'beside');
		await writeTinyPack(beside);
		expect(await strata(['pack', 'remove', 'mobile-sam'])).toMatchObject({
			code: 2,
			stderr: '“mobile-sam” is bundled with Strata and cannot be removed.\n',
		});
		for (const name of ['other', '../beside/tiny', '.partial', '..']) {
			expect(await strata(['pack', 'remove', 'tiny', name])).toMatchObject({
				code: 2,
				stderr: `Expected a pack that is installed in ${packs} (tiny) but received ${name}.\n`,
			});
		}
		await rm(path.join(packs, 'tiny', 'encoder.onnx'));
		await writeFile(path.join(packs, 'tiny', 'pack.json'), 'broken');
		expect(await strata(['pack', 'remove', 'tiny'])).toEqual({
			code: 0,
			stdout: `tiny removed from ${packs}\n`,
			stderr: '',
		});
		expect(await readdir(packs)).toEqual(['.partial']);
		expect(await readdir(path.join(packs, '.partial'))).toEqual([]);
		expect(await readdir(path.join(beside, 'tiny'))).toContain('pack.json');
		expect((await strata(['pack', 'add', made])).code).toBe(0);
	});

	it('says of a model that gives one mask a prompt what its ladder lacks', async () => {
		const file = path.join(made, 'pack.json');
		const manifest = JSON.parse(await readFile(file, 'utf8'));
		await writeFile(file, JSON.stringify({ ...manifest, masksPerPrompt: 1 }));
		const note = 'Tiny gives one mask per prompt, so further levels only come from follow-up prompts.';
		expect((await strata(['pack', 'add', made])).stdout).toBe(
			`Tiny → ${packs}; use it with --pack tiny\n${note}\n`,
		);
		expect((await strata(['pack', 'list'])).stdout).toContain(`\n  ${note}\navailable`);
		const { installed } = JSON.parse((await strata(['pack', 'list', '--json'])).stdout);
		expect(installed.map(({ id, notes }: { id: string; notes: string[] }) => [id, notes])).toEqual([
			['mobile-sam', []],
			['part-head', []],
			['ssdlite-coco', []],
			['strata-s', []],
			['tiny', [note]],
		]);
		await rm(path.join(packs, 'tiny'), { recursive: true });
		const entry = JSON.parse(await readFile(await catalogue(), 'utf8'));
		expect(entry.packs[0].manifest.masksPerPrompt).toBe(1);
		expect((await install('--mirror', server.origin)).stdout).toContain(`\n${note}\n`);
	});

	it('says what a pack that makes no masks is for', async () => {
		const other = path.join(made, '..', 'no-masks');
		const fills = path.join(other, await writeInpaintPack(other, 'lama', [10, 60, 200]));
		expect((await strata(['pack', 'add', fills])).stdout).toContain(
			'use it with strata edit --fill-pack tiny-lama',
		);
		const names = path.join(other, await writeClipPack(other, 'openclip', { tomato: [230, 30, 30] }));
		expect((await strata(['pack', 'add', names])).stdout).toContain('strata.inference.namePack');
		for (const id of ['tiny-lama', 'tiny-openclip']) await strata(['pack', 'remove', id]);
	});

	it('finds what is not whole', async () => {
		await strata(['pack', 'add', made]);
		await rm(path.join(packs, 'tiny', 'encoder.onnx'));
		const { code, stdout, stderr } = await strata(['pack', 'verify']);
		expect(code).toBe(4);
		expect(stdout).toBe(
			'mobile-sam: intact (4 files, MobileSAM)\npart-head: intact (1 file, Part Head)\nssdlite-coco: intact (1 file, SSDLite MobileNetV2)\nstrata-s: intact (7 files, Strata S)\n',
		);
		expect(stderr).toContain('encoder.onnx of Tiny is missing.');
		expect(stderr).toContain('1 of 5 packs cannot be used.');
		expect(await strata(['pack', 'verify', made])).toMatchObject({ code: 0 });
	});
});
