import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InferenceClient } from '../../src/editor/inference/inferenceClient';
import { forkInferenceProcess } from '../../src/editor/inference/inferenceProcess';
import type { WatchdogLimits } from '../../src/editor/inference/watchdog';
import { bundledPack } from '../../src/shared/bundledPack';
import { type StartResult, segment } from '../../src/shared/protocol/inferenceProtocol';

const root = path.resolve(import.meta.dirname, '../..');
const script = path.join(root, 'dist/inference.cjs');
const prompts = [{ type: 'point', x: 320, y: 240, positive: true }] as const;

let folder: string;
let image: string;
let client: InferenceClient;
let crashes: string[];
let silences: number;
let starts: StartResult[];

const texts = {
	crashedTooOften: (count: number) => `ended ${count} times`,
	endedAgain: () => 'ended again',
	outOfMemory: (detail: string) => `no memory: ${detail}`,
	runsOnCpu: (device: string) => `on the CPU instead of ${device}`,
};

beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'strata-client-'));
	image = path.join(folder, 'disc.png');
	const disc =
		'<svg width="640" height="480"><rect width="640" height="480" fill="#ddd"/><circle cx="320" cy="240" r="120" fill="#b03020"/></svg>';
	await sharp(Buffer.from(disc)).png().toFile(image);
	crashes = [];
	silences = 0;
	starts = [];
	client = clientWith();
});

function clientWith(limits?: WatchdogLimits, forked = script): InferenceClient {
	return new InferenceClient(
		() => forkInferenceProcess(forked, () => undefined),
		() => ({
			packFolders: [path.join(root, 'models')],
			pack: bundledPack,
			device: 'cpu',
			cacheFolder: path.join(folder, 'features'),
			cacheBytes: 2 ** 30,
			memoryBytes: 2 ** 28,
		}),
		{
			onStarted: (started) => starts.push(started),
			onFirstCandidate: () => undefined,
			onLog: () => undefined,
			onCrash: (how) => crashes.push(how),
			onSilent: () => silences++,
			onAnswer: () => undefined,
		},
		texts,
		limits,
	);
}

afterEach(async () => {
	client.dispose();
	await rm(folder, { recursive: true, force: true });
});

function kill(): void {
	const { pid } = client;
	if (pid === undefined) throw new Error('Expected a running inference process.');
	process.kill(pid, 'SIGKILL');
}

async function untilCrashed(times: number): Promise<void> {
	await expect.poll(() => crashes.length, { timeout: 10_000 }).toBe(times);
}

describe('InferenceClient', () => {
	it('starts the process with the first request only', async () => {
		expect(client.pid).toBeUndefined();
		const opened = await client.openImage(async () => image);
		expect(opened).toMatchObject({ width: 640, height: 480 });
		expect(starts).toMatchObject([{ pack: bundledPack, device: 'cpu' }]);
	});

	it('says that a process hangs, ends it after a while, and answers all the same', async () => {
		client = clientWith({ intervalMs: 500, silentMs: 5000, hungMs: 15_000 });
		const opened = await client.openImage(async () => image);
		process.kill(client.pid!, 'SIGSTOP');
		const encoding = client.encode(opened.image);
		await expect.poll(() => silences, { timeout: 20_000 }).toBe(1);
		expect(crashes).toEqual([]);
		expect(await encoding).toMatchObject({ from: 'encoder' });
		expect(crashes).toEqual(['SIGKILL']);
	});

	it('answers a request although the process is killed in the middle of it', async () => {
		const opened = await client.openImage(async () => image);
		const encoding = client.encode(opened.image);
		kill();
		expect(await encoding).toMatchObject({ from: 'encoder' });
		expect(crashes).toEqual(['SIGKILL']);
		const ladder = await client.askAbout(segment, { image: opened.image, prompts });
		expect(ladder.candidates.length).toBeGreaterThan(0);
	});

	it('answers a request although the process is killed while it starts', async () => {
		const opening = client.openImage(image);
		await expect.poll(() => client.pid, { interval: 5 }).toBeDefined();
		kill();
		expect(await opening).toMatchObject({ width: 640, height: 480 });
		expect(crashes).toEqual(['SIGKILL']);
	});

	it('says in a sentence that the process has ended again while a request was repeated', async () => {
		const mortal = path.join(folder, 'mortal.cjs');
		const rpc = JSON.stringify(createRequire(import.meta.url).resolve('vscode-jsonrpc/node'));
		await writeFile(
			mortal,
			`const { createMessageConnection, IPCMessageReader, IPCMessageWriter } = require(${rpc});
			const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
			connection.onRequest('start', () => ({ pack: 'p', packName: 'P', device: 'cpu' }));
			connection.onRequest('openImage', () => process.kill(process.pid, 'SIGKILL'));
			connection.listen();`,
		);
		client = clientWith(undefined, mortal);
		await expect(client.openImage(image)).rejects.toThrow(/^ended again$/);
		expect(crashes).toEqual(['SIGKILL', 'SIGKILL']);
	});

	it('shows a new process the image again, be it a path or bytes', async () => {
		const opened = await client.openImage(async () => readFile(image));
		await client.encode(opened.image);
		kill();
		await untilCrashed(1);
		const ladder = await client.askAbout(segment, { image: opened.image, prompts });
		expect(ladder.candidates.length).toBeGreaterThan(0);
		expect(starts).toHaveLength(2);
	});

	it('gives up after three crashes, says so, and starts again when told to', async () => {
		for (const crash of [1, 2, 3]) {
			await client.start();
			kill();
			await untilCrashed(crash);
		}
		await expect(client.start()).rejects.toThrow(/^ended 3 times$/);
		client.restart();
		expect((await client.start()).device).toBe('cpu');
	});

	it('starts another process after one that had not enough memory, with a sentence', async () => {
		// It answers like ours, but for a library that fails as ONNX Runtime does; the second one is well.
		const short = path.join(folder, 'short.cjs');
		const rpc = JSON.stringify(createRequire(import.meta.url).resolve('vscode-jsonrpc/node'));
		await writeFile(
			short,
			`const fs = require('node:fs');
			const { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } = require(${rpc});
			const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
			const isFirst = !fs.existsSync(__filename + '.ran');
			fs.writeFileSync(__filename + '.ran', '');
			connection.onRequest('start', () => ({ pack: 'p', packName: 'P', device: 'cpu' }));
			connection.onRequest('openImage', () => {
				if (isFirst) throw new ResponseError(5, 'There was not enough memory (std::bad_alloc).');
				return { image: 'hash', width: 1, height: 1 };
			});
			process.on('disconnect', () => process.exit(0));
			connection.listen();`,
		);
		client = clientWith(undefined, short);
		await expect(client.openImage(image)).rejects.toThrow(
			'no memory: There was not enough memory (std::bad_alloc).',
		);
		expect(client.pid).toBeUndefined();
		expect(await client.openImage(image)).toMatchObject({ image: 'hash' });
		expect(starts).toHaveLength(2);
		expect(crashes).toEqual([]);
	});

	it('says that a process ended for want of memory, by its last words', async () => {
		const greedy = path.join(folder, 'greedy.cjs');
		await writeFile(
			greedy,
			`process.stderr.write('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\\n', () => process.abort());`,
		);
		client = clientWith(undefined, greedy);
		await expect(client.openImage(image)).rejects.toThrow();
		expect(new Set(crashes)).toEqual(new Set(['out of memory']));
	});

	it('rejects what is pending when it is disposed', async () => {
		const opened = await client.openImage(async () => image);
		const encoding = client.encode(opened.image);
		client.dispose();
		await expect(encoding).rejects.toThrow();
	});

	it('runs on the CPU where starting on another device ends the process', async () => {
		let forks = 0;
		const onGpu = new InferenceClient(
			() => {
				const child = forkInferenceProcess(script, () => undefined);
				// What a GPU driver's fault looks like from outside.
				if (forks++ === 0) child.kill();
				return child;
			},
			() => ({
				packFolders: [path.join(root, 'models')],
				pack: bundledPack,
				device: 'auto',
				cacheBytes: 0,
				memoryBytes: 2 ** 28,
			}),
			{
				onStarted: () => undefined,
				onFirstCandidate: () => undefined,
				onLog: () => undefined,
				onCrash: (how) => crashes.push(how),
				onSilent: () => silences++,
				onAnswer: () => undefined,
			},
			texts,
		);
		const started = await onGpu.start();
		expect(started.device).toBe('cpu');
		expect(started.deviceReason).toBe('on the CPU instead of auto');
		onGpu.dispose();
	});
});
