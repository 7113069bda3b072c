import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDataset } from '../../../src/dataset/convertDataset';
import type { Dataset, DatasetImage } from '../../../src/dataset/dataset';
import { Losses } from '../../../src/dataset/losses';
import { OutputFolder } from '../../../src/dataset/outputFolder';
import { formatNamed } from '../../../src/formats/recognizeFormat';
import { fromBitmap, type RunLengths } from '../../../src/shared/mask/runLengths';
import { datasetOf, inTemporaryFolder, withPictures } from '../dataset/datasets';

export const size = { width: 20, height: 12 };

/** The pixels for which `isInside` says so. */
export const drawn = (isInside: (x: number, y: number) => boolean): RunLengths =>
	fromBitmap(
		Uint8Array.from({ length: size.width * size.height }, (_, i) =>
			isInside(i % size.width, Math.floor(i / size.width)) ? 1 : 0,
		),
		size.width,
		size.height,
	);

export const frame = drawn(
	(x, y) => x >= 1 && x < 11 && y >= 1 && y < 11 && !(x >= 4 && x < 7 && y >= 4 && y < 7),
);
export const pair = drawn((x, y) => (x >= 13 && x < 15 && y < 3) || (x >= 17 && y >= 8));
export const cab = drawn((x, y) => x >= 2 && x < 4 && y >= 2 && y < 4);

/** A thing with a hole, a part on it, and a thing of two pieces. */
export const image: DatasetImage = {
	name: 'sub/truck.png',
	...size,
	split: 'val',
	annotations: [
		{ category: { name: 'truck', kind: 'object' }, mask: frame, level: 4, score: 0.9 },
		{ category: { name: 'cab', kind: 'part' }, mask: cab, level: 1 },
		{ category: { name: 'pair & co', kind: 'object' }, mask: pair },
	],
};
export const categories = [
	{ name: 'truck', kind: 'object' as const },
	{ name: 'pair & co', kind: 'object' as const },
	{ name: 'cab', kind: 'part' as const },
];
const dataset = datasetOf(categories, [image]);

interface Written {
	readonly losses: Losses;
	readonly file: (name: string) => Promise<Buffer>;
	readonly folder: string;
}

/** Writes a dataset in a format, with its pictures, and lets `use` look at what came of it. */
export async function written(
	format: string,
	use: (written: Written) => Promise<void>,
	{
		variant,
		source = dataset,
		simplify = 0,
	}: { variant?: string; source?: Dataset & { all: readonly DatasetImage[] }; simplify?: number } = {},
): Promise<void> {
	await inTemporaryFolder(async (folder) => {
		const found = formatNamed(format);
		const losses = new Losses();
		const pictured = await withPictures(source, join(folder, 'pictures'));
		const target = join(folder, 'written');
		await writeDataset(pictured, { ...found, write: found.write! }, new OutputFolder(target, false), {
			losses,
			simplify,
			variant: variant ?? found.variants?.[0] ?? '',
			copyImages: true,
		});
		await use({ losses, folder: target, file: (name) => readFile(join(target, name)) });
	});
}
