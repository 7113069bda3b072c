import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { BatchSource } from '../../src/cli/batch/batchImage';
import { runBatch } from '../../src/cli/batch/runBatch';
import { ImageSession } from '../../src/cli/imageSession';
import type { BatchRequest } from '../../src/formats/sidecar/batchRequest';
import type { InferenceService } from '../../src/inference/service';
import { bundledPack } from '../../src/shared/bundledPack';
import { median } from './statistics';
import { timed } from './timed';

/** Milliseconds for an image, in a batch under way and by the model alone. */
export interface BatchCase {
	readonly batchMs: number;
	readonly modelMs: number;
	/** Of the model's own speed, how much a batch has: above 1 where works of two images overlap. */
	readonly ratio: number;
}

const images = 5;
const rounds = 2;
const category = { name: 'thing', kind: 'object' } as const;
const options = { pack: bundledPack, packs: [], device: 'cpu' } as const;

/** One box in each image, or everything in it: from the file to the sidecar, beside encoder and decoder alone. */
export async function batchThroughput(picture: string): Promise<Record<'box' | 'everything', BatchCase>> {
	const folder = await mkdtemp(path.join(tmpdir(), 'strata-bench-batch-'));
	try {
		const photos = path.join(folder, 'photos');
		for (let i = 0; i < images; i++) await writePhoto(picture, path.join(photos, `${i}.jpg`), i);
		const box = { type: 'box', x0: 400, y0: 300, x1: 1200, y1: 900 } as const;
		const everything = { pointsPerSide: 6 };
		return {
			box: await pairs(folder, photos, { prompts: [box], category }),
			everything: await pairs(folder, photos, { everything, category }),
		};
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** A photograph of 1.5 to 2.5 megapixels, each of another size. */
async function writePhoto(picture: string, file: string, index: number): Promise<void> {
	await mkdir(path.dirname(file), { recursive: true });
	await sharp(picture)
		.resize(1600 + 40 * index, 1066 + 30 * index, { fit: 'fill' })
		.jpeg({ quality: 90 })
		.toFile(file);
}

async function pairs(folder: string, photos: string, request: BatchRequest): Promise<BatchCase> {
	const rows: { batch: number; model: number }[] = [];
	for (let round = 0; round < rounds; round++) {
		const copy = path.join(folder, `round${round}`);
		await cp(photos, copy, { recursive: true });
		const batch = await batchMs(copy, request);
		await rm(copy, { recursive: true });
		const model = await modelMs(photos, request);
		rows.push({ batch, model });
	}
	return {
		batchMs: median(rows.map(({ batch }) => batch)),
		modelMs: median(rows.map(({ model }) => model)),
		ratio: median(rows.map(({ batch, model }) => model / batch)),
	};
}

/** From one image's end to the next one's, when the batch is under way. */
async function batchMs(photos: string, request: BatchRequest): Promise<number> {
	const source: BatchSource = {
		total: images,
		async *images() {
			for (let i = 0; i < images; i++) {
				const name = `${i}.jpg`;
				yield { name, path: path.join(photos, name), requests: [request] };
			}
		},
	};
	const ends: number[] = [];
	const report = await runBatch(source, {
		session: new ImageSession(options, { addsMasks: true }),
		signal: new AbortController().signal,
		onProgress: () => ends.push(performance.now()),
	});
	if (report.finished !== images)
		throw new Error(`Expected ${images} images but ${report.finished} were finished`);
	return (ends.at(-1)! - ends[0]!) / (images - 1);
}

/** Encoder and decoder of images whose pixels are in memory: nothing is read or written. */
async function modelMs(photos: string, request: BatchRequest): Promise<number> {
	const session = new ImageSession(options, { addsMasks: false });
	await session.start();
	const { service } = session;
	let sum = 0;
	for (let i = 0; i < images; i++) {
		const file = path.join(photos, `${i}.jpg`);
		const { image } = await session.open({ name: file, path: file, source: async () => file });
		await service.prepare(image);
		const { milliseconds: encode } = await service.encode(image);
		const decode = await decodeMs(service, image, request);
		// As in a batch, the first one loads the encoder.
		if (i > 0) sum += encode + decode;
	}
	return sum / (images - 1);
}

/** Of everything, with what makes masks of the decoder's answers, since it is not timed apart. */
async function decodeMs(service: InferenceService, image: string, request: BatchRequest): Promise<number> {
	if (!('everything' in request)) {
		return (await service.segment({ image, prompts: request.prompts })).milliseconds.decode;
	}
	return (await timed(() => service.everything({ image, ...request.everything }))).ms;
}
