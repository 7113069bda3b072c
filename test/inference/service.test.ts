import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InferenceService } from '../../src/inference/service';
import { bundledPack } from '../../src/shared/bundledPack';
import { InferenceError } from '../../src/shared/inferenceError';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import { area, containsPixel } from '../../src/shared/mask/runLengths';
import { disc } from './pictures';
import { never, pointAt, startedService, startParams, temporaryFolder } from './support';

const onDisc = [pointAt(192, 192)];
const picture = () => disc(640, 480).png().toBuffer();

/** Who asks: newer prompts of one asker take the place of older ones. */
const asker = 'a view';

async function opened(more: Parameters<typeof startedService>[0] = {}) {
	const started = await startedService(more);
	const { image } = await started.service.openImage(await picture());
	return { ...started, image };
}

describe('one click', () => {
	it('gives a ladder of full-size masks, finest first, with the clicked disc in it', async () => {
		const { service, image, firsts } = await opened();
		const { candidates, first, milliseconds } = await service.segment(
			{ image, prompts: onDisc, asker },
			never,
		);
		expect(candidates.length).toBeGreaterThan(0);
		expect(candidates.map(({ level }) => level)).toEqual(candidates.map((_, i) => i + 1));
		const areas = candidates.map((candidate) => candidate.area);
		expect(areas).toEqual([...areas].sort((a, b) => a - b));
		for (const candidate of candidates) {
			const mask = decodeRle(candidate.segmentation);
			expect(candidate.segmentation.size).toEqual([480, 640]);
			expect(area(mask)).toBe(candidate.area);
			expect(containsPixel(mask, 192, 192)).toBe(true);
		}
		const radius = 480 * 0.2;
		expect(candidates[first]!.area / (Math.PI * radius ** 2)).toBeCloseTo(1, 1);
		expect(milliseconds.decode).toBeGreaterThan(0);
		expect(firsts).toMatchObject([{ asker, prompts: onDisc, candidate: { level: 1 } }]);
	});

	it('gives the same ladder twice', async () => {
		const { service, image } = await opened();
		const once = await service.segment({ image, prompts: onDisc }, never);
		const twice = await service.segment({ image, prompts: onDisc }, never);
		expect(twice.candidates).toEqual(once.candidates);
	});

	it('needs something positive, and an image that was opened', async () => {
		const { service, image } = await opened();
		const negative = [pointAt(5, 5, false)];
		await expect(service.segment({ image, prompts: negative }, never)).rejects.toThrow(
			'All points are negative. Click the thing itself, or draw a box around it.',
		);
		await expect(service.segment({ image: 'ab', prompts: onDisc }, never)).rejects.toMatchObject({
			kind: 'unknownImage',
		});
	});
});

describe('features', () => {
	it('are made once for requests at the same time, and kept', async () => {
		const { service, image } = await opened();
		const both = await Promise.all([service.encode(image, never), service.encode(image, never)]);
		expect(both.map(({ from }) => from)).toEqual(['encoder', 'encoder']);
		expect(Math.abs(both[0]!.milliseconds - both[1]!.milliseconds)).toBeLessThan(20);
		expect((await service.encode(image, never)).from).toBe('memory');
	});

	it('come from disk after a restart, and give the same ladder', async () => {
		const cacheFolder = await temporaryFolder();
		const before = await opened({ cacheFolder });
		const ladder = await before.service.segment({ image: before.image, prompts: onDisc }, never);
		await before.service.flush();
		const after = await opened({ cacheFolder });
		expect((await after.service.encode(after.image, never)).from).toBe('disk');
		const again = await after.service.segment({ image: after.image, prompts: onDisc }, never);
		expect(again.candidates).toEqual(ladder.candidates);
	});

	it('are made again where the file is damaged, which is removed and said', async () => {
		const cacheFolder = await temporaryFolder();
		const before = await opened({ cacheFolder });
		await before.service.encode(before.image, never);
		await before.service.flush();
		const [name] = (await readdir(cacheFolder)).filter((file) => file.endsWith('.features'));
		const file = path.join(cacheFolder, name!);
		const bytes = await readFile(file);
		bytes[bytes.length >> 1]! ^= 255;
		await writeFile(file, bytes);
		const after = await opened({ cacheFolder });
		expect((await after.service.encode(after.image, never)).from).toBe('encoder');
		expect(after.logs).toEqual([`The cached features ${file} were damaged, so the image is encoded again.`]);
		// What is still being written must not meet the removal of the folder.
		await after.service.flush();
	});

	it('are made all the same where the cache cannot be written', async () => {
		const folder = await temporaryFolder();
		const cacheFolder = path.join(folder, 'file');
		await writeFile(cacheFolder, '');
		const { service, image, logs } = await opened({ cacheFolder });
		expect((await service.encode(image, never)).from).toBe('encoder');
		await service.flush();
		expect(logs.join()).toContain('Features could not be kept on disk');
	});
});

describe('a request that is no longer wanted', () => {
	it('is rejected with the reason of its signal, and the next one works', async () => {
		const { service, image } = await opened();
		const controller = new AbortController();
		const encoding = service.encode(image, controller.signal);
		controller.abort(new InferenceError('cancelled', 'The request was cancelled.'));
		await expect(encoding).rejects.toMatchObject({ kind: 'cancelled' });
		expect((await service.encode(image, never)).from).toBe('encoder');
	});

	it('does not take the work from another who wants it too', async () => {
		const { service, image } = await opened();
		const controller = new AbortController();
		const leaving = service.encode(image, controller.signal);
		const staying = service.encode(image, never);
		controller.abort(new Error('gone'));
		await expect(leaving).rejects.toThrow('gone');
		expect((await staying).from).toBe('encoder');
	});

	it('is rejected between the rounds of a ladder', async () => {
		const controller = new AbortController();
		const { service } = await startedService(
			{},
			{ onFirstCandidate: () => controller.abort(new Error('enough')) },
		);
		const { image } = await service.openImage(await picture());
		await expect(service.segment({ image, prompts: onDisc, asker }, controller.signal)).rejects.toThrow(
			'enough',
		);
	});

	it('gives way to newer prompts of the same view', async () => {
		const { service, image } = await opened();
		await service.encode(image, never);
		const results = await Promise.allSettled(
			[10, 100, 192].map((x) => service.segment({ image, prompts: [pointAt(x, 192)], asker }, never)),
		);
		expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
		expect(results[0]).toMatchObject({ reason: { kind: 'cancelled' } });
	});

	it('does not give way to prompts of another view of the same image', async () => {
		const { service, image } = await opened();
		await service.encode(image, never);
		const views = ['left', 'right'].map((view) =>
			service.segment({ image, prompts: onDisc, asker: view }, never),
		);
		const [left, right] = await Promise.all(views);
		expect(left!.candidates).toEqual(right!.candidates);
	});

	it('does not give way to a prompt on another image', async () => {
		const { service, image } = await opened();
		const other = await service.openImage(await disc(320, 200).png().toBuffer());
		const both = await Promise.all([
			service.segment({ image, prompts: onDisc }, never),
			service.segment({ image: other.image, prompts: [pointAt(96, 80)] }, never),
		]);
		expect(both.map(({ candidates }) => candidates.length > 0)).toEqual([true, true]);
	});
});

describe('an image file', () => {
	it('is read again by its path, and must be the same', async () => {
		const folder = await temporaryFolder();
		const source = path.join(folder, 'disc.png');
		await writeFile(source, await picture());
		const { service } = await startedService();
		const { image } = await service.openImage(source);
		expect((await service.displayImage(image)).mimeType).toBe('image/png');
		await writeFile(source, await disc(30, 20).png().toBuffer());
		await expect(service.encode(image, never)).rejects.toMatchObject({
			kind: 'unknownImage',
			message: 'disc.png has changed on disk since it was opened. Open it again.',
		});
	});

	it('that is not there, or is a folder, gets a sentence', async () => {
		const folder = await temporaryFolder();
		await mkdir(path.join(folder, 'folder.png'));
		const { service } = await startedService();
		await expect(service.openImage(path.join(folder, 'gone.png'))).rejects.toThrow(
			/^gone.png cannot be read: ENOENT/,
		);
		await expect(service.openImage(path.join(folder, 'folder.png'))).rejects.toThrow(
			/^folder.png cannot be read: it is not a regular file/,
		);
	});
});

describe('a service', () => {
	it('opens images before it is started, and says that prompts need more', async () => {
		const service = new InferenceService({ onFirstCandidate: () => undefined, onLog: () => undefined });
		const { image } = await service.openImage(await picture());
		await expect(service.encode(image, never)).rejects.toThrow('Expected “start” before this request.');
		await service.start(startParams());
		expect((await service.encode(image, never)).from).toBe('encoder');
	});

	it('can be started again, and after a start that failed', async () => {
		const service = new InferenceService({ onFirstCandidate: () => undefined, onLog: () => undefined });
		await expect(service.start(startParams({ pack: 'nope' }))).rejects.toMatchObject({ kind: 'pack' });
		expect(await service.start(startParams())).toEqual({
			pack: bundledPack,
			packName: 'Strata S',
			levels: 6,
			device: 'cpu',
		});
		await service.start(startParams());
		const { image } = await service.openImage(await picture());
		expect((await service.segment({ image, prompts: onDisc }, never)).candidates.length).toBeGreaterThan(0);
	});
});
