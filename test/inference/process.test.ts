import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { encodeRle } from '../../src/shared/mask/cocoRle';
import {
	displayImage,
	type EverythingProgress,
	encode,
	everything,
	everythingProgress,
	type FirstCandidate,
	firstCandidate,
	openImage,
	render,
	renderProgress,
	segment,
	start,
} from '../../src/shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../../src/shared/thresholds';
import { rectangleMask } from '../unit/imaging/rasters';
import { forkInference } from './child';
import { disc } from './pictures';
import { pointAt, startParams } from './support';

let inference: ReturnType<typeof forkInference>;
const prompts = [pointAt(192, 192)];

beforeEach(() => {
	inference = forkInference();
});
afterEach(async () => {
	inference.child.kill('SIGKILL');
	await inference.exited;
});

async function opened() {
	const { connection } = inference;
	await connection.sendRequest(start, startParams());
	const bytes = await disc(640, 480).png().toBuffer();
	return connection.sendRequest(openImage, { source: bytes });
}

describe('the inference process', () => {
	it('goes the whole way, and tells the first mask before the ladder', async () => {
		const firsts: FirstCandidate[] = [];
		inference.connection.onNotification(firstCandidate, (first) => {
			firsts.push(first);
		});
		const { image, width, height } = await opened();
		expect([width, height]).toEqual([640, 480]);
		const { candidates } = await inference.connection.sendRequest(segment, {
			image,
			prompts,
			asker: 'a view',
		});
		expect(firsts).toMatchObject([{ asker: 'a view', prompts }]);
		expect(candidates.length).toBeGreaterThan(0);
	});

	it('writes an image with edits of it, says how far it is, and can be stopped', async () => {
		const { connection } = inference;
		const { image } = await opened();
		const bytes = await disc(640, 480).png().toBuffer();
		const before = await sharp(bytes).removeAlpha().raw().toBuffer();
		const mask = encodeRle(rectangleMask(640, 480, [0, 0, 320, 480]));
		const dark = { type: 'adjust', brightness: -100, contrast: 0, softness: 0 } as const;
		const fractions: number[] = [];
		connection.onNotification(renderProgress, ({ fraction }) => {
			fractions.push(fraction);
		});
		const job = { image, asker: 'me', format: 'png', keepsMetadata: false, backgrounds: {} } as const;
		const written = await connection.sendRequest(render, { ...job, edits: [{ edit: dark, masks: [mask] }] });
		expect(written).toMatchObject({ width: 640, height: 480 });
		const after = await sharp(written.bytes).removeAlpha().raw().toBuffer();
		const columns = (from: number, to: number, pixels: Buffer) =>
			pixels.filter((_, i) => Math.floor(i / 3) % 640 >= from && Math.floor(i / 3) % 640 < to);
		expect(columns(0, 320, after).every((value) => value === 0)).toBe(true);
		expect(columns(320, 640, after)).toEqual(columns(320, 640, before));
		expect(fractions.at(-1)).toBe(1);

		const cutOut = { masks: [mask], trim: true, softness: 0 };
		const part = await connection.sendRequest(render, { ...job, edits: [], cutOut });
		expect(part).toMatchObject({ width: 320, height: 480 });

		const cancel = new CancellationTokenSource();
		const blur = { type: 'blur', sigma: 200, softness: 50 } as const;
		const edits = Array.from({ length: 200 }, () => ({ edit: blur, masks: [mask] }));
		const endless = connection.sendRequest(render, { ...job, edits }, cancel.token);
		cancel.cancel();
		await expect(endless).rejects.toThrow('cancelled');
	});

	it('sends bytes as bytes', async () => {
		const { image } = await opened();
		const { bytes, mimeType } = await inference.connection.sendRequest(displayImage, { image });
		expect(bytes).toBeInstanceOf(Uint8Array);
		expect([mimeType, ...bytes.subarray(1, 4)]).toEqual(['image/png', 80, 78, 71]);
	});

	it('answers a cancelled request with LSP’s code, and the next one with masks', async () => {
		const { image } = await opened();
		const source = new CancellationTokenSource();
		const encoding = inference.connection.sendRequest(encode, { image }, source.token);
		source.cancel();
		await expect(encoding).rejects.toMatchObject({ code: -32800 });
		const { candidates } = await inference.connection.sendRequest(segment, { image, prompts });
		expect(candidates.length).toBeGreaterThan(0);
	});

	it('tells how far all masks are, and stops when told to', async () => {
		const { connection } = inference;
		const { image } = await opened();
		const source = new CancellationTokenSource();
		const steps: (EverythingProgress & { readonly asker: string })[] = [];
		connection.onNotification(everythingProgress, (step) => {
			steps.push(step);
			if (steps.length === 2) source.cancel();
		});
		const params = { image, asker: 'a view', pointsPerSide: everythingDefaults.pointsPerSide };
		const proposing = connection.sendRequest(everything, params, source.token);
		await expect(proposing).rejects.toMatchObject({ code: -32800 });
		expect(steps.slice(0, 2)).toEqual(
			[4, 8].map((done) => ({ asker: 'a view', step: 'proposing', done, total: steps[0]!.total })),
		);
		const { masks } = await connection.sendRequest(everything, { ...params, pointsPerSide: 3 });
		expect(masks.length).toBeGreaterThan(0);
	});

	it('cancels between the rounds of a ladder', async () => {
		const { image } = await opened();
		const source = new CancellationTokenSource();
		inference.connection.onNotification(firstCandidate, () => source.cancel());
		const request = inference.connection.sendRequest(
			segment,
			{ image, prompts, asker: 'a view' },
			source.token,
		);
		await expect(request).rejects.toMatchObject({ code: -32800 });
	});

	it('lets the latest of many prompts win', async () => {
		const { image } = await opened();
		await inference.connection.sendRequest(encode, { image });
		const requests = [100, 120, 150, 192].map((x) =>
			inference.connection.sendRequest(segment, { image, asker: 'a view', prompts: [pointAt(x, 192)] }),
		);
		const results = await Promise.allSettled(requests);
		expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
		expect(results[0]).toMatchObject({ reason: { code: -32800 } });
	});

	it('says whose fault an error is, in a sentence', async () => {
		const { connection } = inference;
		await expect(connection.sendRequest(openImage, { source: Uint8Array.of() })).rejects.toMatchObject({
			code: 1,
			message: 'There is no image in this file: it is empty (0 bytes).',
		});
		const nowhere = connection.sendRequest(start, startParams({ packFolders: ['/nowhere'] }));
		await expect(nowhere).rejects.toMatchObject({ code: 2 });
		await connection.sendRequest(start, startParams());
		await expect(connection.sendRequest(encode, { image: 'ab' })).rejects.toMatchObject({ code: 4 });
	});

	it('rejects what is pending when it is killed in the middle', async () => {
		const { image } = await opened();
		const encoding = inference.connection.sendRequest(encode, { image });
		inference.child.kill('SIGKILL');
		await expect(encoding).rejects.toThrow();
		expect(await inference.exited).toEqual({ code: null, signal: 'SIGKILL' });
	});

	it('ends by itself when the host lets go', async () => {
		await opened();
		inference.child.disconnect();
		expect(await inference.exited).toEqual({ code: 0, signal: null });
	});

	it('prints nothing of its own accord', async () => {
		const { image } = await opened();
		await inference.connection.sendRequest(segment, { image, prompts });
		expect(inference.printed.join('')).toBe('');
	});
});
