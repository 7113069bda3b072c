import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { writeDataset } from '../../src/dataset/convertDataset';
import type { Dataset, DatasetImage } from '../../src/dataset/dataset';
import type { Format } from '../../src/dataset/format';
import { Losses } from '../../src/dataset/losses';
import { OutputFolder } from '../../src/dataset/outputFolder';
import { formats } from '../../src/formats/registry';
import { fromBitmap } from '../../src/shared/mask/runLengths';
import type { Random } from './random';

const [width, height] = [24, 16];

/** A ring, and a box in it. */
const masks = [
	(x: number, y: number) => x < 12 && y < 12 && !(x > 4 && x < 8 && y > 4 && y < 8),
	(x: number, y: number) => x > 14 && x < 22 && y > 3 && y < 12,
].map((isIn) =>
	fromBitmap(
		Uint8Array.from({ length: width * height }, (_, i) => (isIn(i % width, Math.floor(i / width)) ? 1 : 0)),
		width,
		height,
	),
);

async function datasetIn(folder: string): Promise<Dataset> {
	const categories = [
		{ name: 'dog', kind: 'object' },
		{ name: 'a "b" <c>', kind: 'object' },
	] as const;
	const images: DatasetImage[] = [];
	for (const name of ['one.png', 'two.png']) {
		const file = path.join(folder, name);
		await sharp({ create: { width, height, channels: 3, background: '#8ac' } })
			.png()
			.toFile(file);
		const annotations = masks.map((mask, i) => ({ category: categories[i]!, mask }));
		images.push({ name, file, width, height, annotations });
	}
	return {
		categories,
		async *images() {
			yield* images;
		},
	};
}

/** A dataset on disk, in a format that Strata reads. */
interface Written {
	readonly format: Format;
	readonly folder: string;
	/** The files whose bytes are to be damaged. */
	readonly files: readonly string[];
}

/** The same two images in every format that is read. */
export async function writtenDatasets(folder: string): Promise<readonly Written[]> {
	const pictures = path.join(folder, 'pictures');
	await mkdir(pictures, { recursive: true });
	const dataset = await datasetIn(pictures);
	const written: Written[] = [];
	for (const format of formats) {
		const { read, write, description, variants } = format;
		if (!read || !write) continue;
		for (const variant of variants ?? [undefined]) {
			const target = path.join(folder, `${description.id} ${variant ?? ''}`.trim());
			await writeDataset(dataset, { ...format, write }, new OutputFolder(target, false), {
				...{ losses: new Losses(), simplify: 0, copyImages: true },
				...(variant !== undefined && { variant }),
			});
			const all = await readdir(target, { recursive: true, withFileTypes: true });
			const files = all
				.filter((entry) => entry.isFile())
				.map(({ parentPath, name }) => path.join(parentPath, name));
			written.push({ format, folder: target, files });
		}
	}
	return written;
}

/** Damages one file of a dataset, reads it to its end, and mends the file. @throws what the reader throws */
export async function readDamaged(random: Random, all: readonly Written[]): Promise<void> {
	const { format, folder, files } = random.pick(all);
	const file = random.pick(files);
	const whole = await readFile(file);
	try {
		if (random.below(20) === 0) await rm(file);
		else await writeFile(file, damaged(random, file, whole));
		const read = await format.read!(folder, { losses: new Losses() });
		for await (const image of read.images()) void image;
	} finally {
		await writeFile(file, whole);
	}
}

function damaged(random: Random, file: string, whole: Buffer): Uint8Array {
	if (!file.endsWith('.json') || random.below(3) === 0) return random.mutateBytes(whole);
	return Buffer.from(JSON.stringify(random.mutateJson(JSON.parse(whole.toString('utf8')))));
}
