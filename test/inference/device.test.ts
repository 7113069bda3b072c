import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseDevice } from '../../src/inference/runtime/deviceProbe';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { iou } from '../../src/shared/mask/setOperations';
import { openImage, type StartResult, segment, start } from '../../src/shared/protocol/inferenceProtocol';
import { forkInference } from './child';
import { disc } from './pictures';
import { pointAt, startParams, temporaryFolder } from './support';
import { writeTinyPack } from './tinyPack';

/** Chromium brings a Vulkan driver that needs no GPU, and a loader for it. */
const chromium = '/usr/lib/chromium';
const hasSwiftShader = existsSync(path.join(chromium, 'vk_swiftshader_icd.json'));
const swiftShader = {
	VK_DRIVER_FILES: path.join(chromium, 'vk_swiftshader_icd.json'),
	LD_LIBRARY_PATH: chromium,
};
const noDriver = { VK_DRIVER_FILES: '/nowhere.json', LD_LIBRARY_PATH: hasSwiftShader ? chromium : '' };
if (!hasSwiftShader) console.log(`skipped: WebGPU (no ${swiftShader.VK_DRIVER_FILES}; install chromium)`);

let inference: ReturnType<typeof forkInference> | undefined;
afterEach(async () => {
	inference?.child.kill('SIGKILL');
	await inference?.exited;
});

async function startTiny(device: 'auto' | 'webgpu' | 'cpu', env: Readonly<Record<string, string>>) {
	const folder = await temporaryFolder();
	await writeTinyPack(folder);
	inference = forkInference(env);
	const params = startParams({ packFolders: [folder], pack: 'tiny', device, cacheFolder: folder });
	const began = performance.now();
	const started: StartResult = await inference.connection.sendRequest(start, params);
	return { started, seconds: (performance.now() - began) / 1000, inference, folder };
}

async function ladderOn(device: 'webgpu' | 'cpu', env: Readonly<Record<string, string>>) {
	const { started, inference } = await startTiny(device, env);
	expect(started).toEqual({ pack: 'tiny', packName: 'Tiny', device, levels: 3 });
	const source = await disc(640, 480).png().toBuffer();
	const { image } = await inference.connection.sendRequest(openImage, { source });
	const ladder = await inference.connection.sendRequest(segment, { image, prompts: [pointAt(192, 192)] });
	inference.child.kill('SIGKILL');
	await inference.exited;
	return ladder.candidates;
}

describe.skipIf(!hasSwiftShader)('WebGPU', () => {
	it('gives the masks that the CPU gives', async () => {
		const onCpu = await ladderOn('cpu', {});
		const onGpu = await ladderOn('webgpu', swiftShader);
		expect(onCpu.length).toBeGreaterThan(1);
		expect(onGpu).toHaveLength(onCpu.length);
		for (const [i, candidate] of onGpu.entries()) {
			expect(candidate.score).toBeCloseTo(onCpu[i]!.score, 3);
			const [a, b] = [decodeRle(candidate.segmentation), decodeRle(onCpu[i]!.segmentation)];
			expect(iou(a, b)).toBeGreaterThan(0.99);
		}
	});

	it('on a software driver is not what “auto” takes, and that is remembered', async () => {
		const { started, inference, folder } = await startTiny('auto', swiftShader);
		expect(started).toMatchObject({ device: 'cpu' });
		expect(started.deviceReason).toMatch(
			/^Running on the CPU: “webgpu” is slower here \(\d+ ms against \d+ ms/,
		);
		const params = startParams({ packFolders: [folder], pack: 'tiny', device: 'auto', cacheFolder: folder });
		const began = performance.now();
		const again = await inference.connection.sendRequest(start, params);
		expect(again).toEqual(started);
		expect(performance.now() - began).toBeLessThan(500);
	});
});

describe.skipIf(process.platform !== 'linux')('without a GPU', () => {
	it('“auto” is on the CPU at once, with the reason', async () => {
		const { started, seconds } = await startTiny('auto', noDriver);
		expect(started.device).toBe('cpu');
		expect(started.deviceReason).toMatch(/^Running on the CPU: .*\.$/);
		expect(seconds).toBeLessThan(1);
	});

	it('“webgpu” by name is on the CPU too, with the reason', async () => {
		const { started } = await startTiny('webgpu', noDriver);
		expect(started.device).toBe('cpu');
		expect(started.deviceReason).toMatch(/^Running on the CPU: .*\.$/);
	});
});

describe('a device', () => {
	const load = async (device: string) => device;

	it('that this runtime has not is left for the CPU', async () => {
		const missing = process.platform === 'win32' ? 'coreml' : 'directml';
		expect(await chooseDevice(missing, undefined, load)).toEqual({
			device: 'cpu',
			reason: `Running on the CPU: the ONNX Runtime of ${process.platform}-${process.arch} has no “${missing}”.`,
			loaded: 'cpu',
		});
	});

	it('is the CPU without a word where that was asked for', async () => {
		expect(await chooseDevice('cpu', undefined, load)).toEqual({ device: 'cpu', loaded: 'cpu' });
	});

	it.skipIf(!hasSwiftShader)('whose driver ended the process is not tried again by “auto”', async () => {
		const { folder, inference } = await startTiny('cpu', swiftShader);
		const { pid } = inference.child;
		inference.child.kill('SIGKILL');
		await inference.exited;
		// What a process leaves that dies while it tries.
		await writeFile(path.join(folder, 'trying-webgpu.json'), JSON.stringify({ pid, time: Date.now() }));
		const next = forkInference(swiftShader);
		const params = startParams({ packFolders: [folder], pack: 'tiny', device: 'auto', cacheFolder: folder });
		const started = await next.connection.sendRequest(start, params);
		next.child.kill('SIGKILL');
		expect(started.deviceReason).toContain('trying “webgpu” ended the process the last time.');
	});

	it('that does not take the model is left for the CPU, with the reason', async () => {
		const result = await chooseDevice('cuda', undefined, load);
		if (result.device === 'cuda') return;
		expect(result.reason).toMatch(/^Running on the CPU: .*cuda.*\.$/);
	});
});
