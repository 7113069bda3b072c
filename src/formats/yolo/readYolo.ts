import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { boxMask } from '../../dataset/boxMask';
import {
	type Box,
	type Dataset,
	type DatasetAnnotation,
	type DatasetImage,
	uniqueCategories,
} from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import type { ReadOptions } from '../../dataset/format';
import { filesBelow, imageSize, isFile, isImageName, nameIn, stem } from '../../dataset/imageFiles';
import { polygonMask } from '../../dataset/polygonMask';
import { readText } from '../../dataset/readText';
import { uniqueName } from '../../dataset/uniqueNames';
import { withoutEmpty } from '../../dataset/withoutEmpty';
import { type DataYaml, dataYamlOf, readDataYaml } from './dataYaml';

interface Picture {
	readonly name: string;
	readonly file: string;
	readonly split: string;
}

type Size = Pick<DatasetImage, 'width' | 'height'>;

/** Reads what data.yaml lists: rows of polygons (segmentation) or of boxes (detection), also mixed. */
export async function readYolo(source: string, { losses, signal }: ReadOptions): Promise<Dataset> {
	const path = await dataYamlOf(source);
	if (path === undefined)
		throw new DatasetError(`${source} has no data.yaml, which names the classes of YOLO labels.`);
	const yaml = await readDataYaml(path);
	const pictures = await picturesOf(yaml);
	return {
		categories: uniqueCategories([...yaml.names.values()].map((name) => ({ name, kind: 'object' as const }))),
		imageCount: pictures.length,
		async *images() {
			for (const { name, file, split } of pictures) {
				signal?.throwIfAborted();
				const size = await imageSize(file);
				const labels = labelsOf(file);
				const rows = (await readText(labels))?.split(/\r?\n/) ?? [];
				const annotations = rows.flatMap((row, i) =>
					row.trim() === '' ? [] : [readRow(row, yaml, size, `${basename(labels)}, line ${i + 1}`)],
				);
				const kept = withoutEmpty(annotations, losses);
				yield { name, file, split, ...size, annotations: kept };
			}
		},
	};
}

async function picturesOf({ root, splits }: DataYaml): Promise<Picture[]> {
	const pictures: Picture[] = [];
	const names = new Set<string>();
	const seen = new Set<string>();
	for (const [key, places] of splits) {
		for (const place of places) {
			// A dataset with one split lists it as train and as val: its folder says which it is.
			const named = basename(place);
			const split = splits.has(named) || named === 'test' ? named : key;
			const path = join(root, place);
			const files = (await isFile(path)) ? await listed(path, root) : await filesBelow(path, isImageName);
			for (const file of files) {
				if (seen.has(file)) continue;
				seen.add(file);
				const name = (await isFile(path)) ? nameIn(root, file) : nameIn(path, file);
				pictures.push({ name: uniqueName(name, split, names), file, split });
			}
		}
	}
	return pictures;
}

async function listed(path: string, root: string): Promise<string[]> {
	const lines = (await readFile(path, 'utf8')).split(/\r?\n/).filter((line) => line.trim() !== '');
	return lines.map((line) => join(root, line));
}

/** `images` in the path becomes `labels`, as trainers look for them. */
function labelsOf(image: string): string {
	const parts = image.split(/[\\/]/);
	const at = parts.lastIndexOf('images');
	if (at >= 0) parts[at] = 'labels';
	return `${stem(parts.join('/'))}.txt`;
}

function readRow(
	row: string,
	{ names }: DataYaml,
	{ width, height }: Size,
	where: string,
): DatasetAnnotation {
	const [number, ...values] = row.trim().split(/\s+/).map(Number);
	const name = names.get(number!);
	if (name === undefined)
		throw new DatasetError(`${where}: data.yaml has no name for class ${row.trim().split(/\s+/)[0]}.`);
	if (values.some((value) => !Number.isFinite(value)))
		throw new DatasetError(`${where}: not all of it is numbers.`);
	const category = { name, kind: 'object' as const };
	if (values.length === 4) {
		const [x, y, w, h] = values as [number, number, number, number];
		const box: Box = [(x - w / 2) * width, (y - h / 2) * height, w * width, h * height];
		return { category, mask: boxMask(box, width, height), box };
	}
	if (values.length < 6 || values.length % 2 === 1) {
		throw new DatasetError(
			`${where}: a row has a class and either a box (4 numbers) or a polygon (6 or more, in pairs).`,
		);
	}
	const polygon = values.map((value, i) => value * (i % 2 === 0 ? width : height));
	return { category, mask: polygonMask(polygon, width, height), polygons: [polygon] };
}
