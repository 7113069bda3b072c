import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import type { Dataset, DatasetImage } from '../../dataset/dataset';
import type { Format, WriteOptions } from '../../dataset/format';
import { eachPixel } from '../../dataset/labelMap';
import { maskOf } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { readImageInfo, readPixels } from '../../inference/image/imageInput';
import { measure } from '../../shared/mask/measurements';
import type { RunLengths } from '../../shared/mask/runLengths';
import { annotationSetOf } from '../sidecar/sidecarDataset';

export const csv: Format = {
	description: {
		id: 'csv',
		name: 'CSV of measurements',
		extension: '.csv',
		layout: 'one file',
		holds: {
			shape: 'areas, boxes, lengths; no masks',
			holes: 'no',
			pieces: 'no',
			overlaps: 'yes',
			kinds: 'yes',
			details: 'level and score; not prompts',
			splits: 'yes',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst: 'measures of discs and rectangles that are known',
	},
	write,
};

const columns = [
	...['image', 'split', 'id', 'category', 'kind', 'level', 'score', 'parent', 'parent_category'],
	...['area_px', 'box_x', 'box_y', 'box_width', 'box_height', 'centroid_x', 'centroid_y'],
	...['perimeter_px', 'circularity', 'feret_px', 'mean_red', 'mean_green', 'mean_blue'],
];

/** Writes `measurements.csv`, a row per annotation; with a pixel size also in real units. */
async function write(dataset: Dataset, output: OutputFolder, options: WriteOptions): Promise<void> {
	const { unit } = options.pixelSize ?? {};
	const real = unit === undefined ? [] : [`area_${unit}2`, `perimeter_${unit}`, `feret_${unit}`];
	const file = await output.stream('measurements.csv');
	await file.write(`${Papa.unparse([[...columns, ...real]])}\r\n`);
	for await (const image of dataset.images()) {
		const rows = await rowsOf(image, options);
		if (rows.length > 0) await file.write(`${Papa.unparse(rows, { escapeFormulae: true })}\r\n`);
	}
	await file.end();
}

type Row = (string | number | undefined)[];

async function rowsOf(image: DatasetImage, options: WriteOptions): Promise<Row[]> {
	const { annotations, categories } = annotationSetOf(image);
	if (annotations.length === 0) return [];
	const pixels = await pictureOf(image, options);
	const size = options.pixelSize?.value;
	const nameOf = (id: number | undefined) => {
		const of = annotations.find((one) => one.id === id)?.categoryId;
		return categories.find((one) => one.id === of)?.name;
	};
	return annotations.flatMap(({ id, level, score, parent, bbox }, i) => {
		const source = image.annotations[i]!;
		const mask = maskOf(source, options);
		if (mask.counts.length === 1) {
			options.losses.add('emptyMasks');
			return [];
		}
		const { area, centroid, perimeter, circularity, feret } = measure(mask);
		const row: Row = [
			...[
				image.name,
				image.split,
				id,
				source.category.name,
				source.category.kind,
				level,
				score,
				parent,
				nameOf(parent),
			],
			...[area, ...bbox, ...centroid.map(short), short(perimeter), short(circularity), short(feret)],
			...(pixels ? meanColour(mask, pixels).map(short) : [undefined, undefined, undefined]),
		];
		return [
			size === undefined
				? row
				: [...row, short(area * size ** 2), short(perimeter * size), short(feret * size)],
		];
	});
}

/** Four significant decimals are more than a mask of pixels can say. */
const short = (value: number) => Number(value.toFixed(4));

async function pictureOf(
	{ file, width, height }: DatasetImage,
	{ losses }: WriteOptions,
): Promise<Uint8Array | undefined> {
	if (file === undefined) {
		losses.add('picturesUnread');
		return undefined;
	}
	const bytes = await readFile(file);
	return (await readPixels(bytes, file, await readImageInfo(bytes, file), { width, height })).data;
}

/** Of the picture as it is shown: 0 to 255. */
function meanColour(mask: RunLengths, rgb: Uint8Array): number[] {
	const sums = [0, 0, 0];
	let count = 0;
	eachPixel(mask, (at) => {
		for (let channel = 0; channel < 3; channel++) sums[channel]! += rgb[3 * at + channel]!;
		count++;
	});
	return sums.map((sum) => sum / count);
}
