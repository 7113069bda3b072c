import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
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
import {
	filesBelow,
	ImageFinder,
	imageSize,
	isFile,
	isImageName,
	nameIn,
	stem,
} from '../../dataset/imageFiles';
import { readText } from '../../dataset/readText';
import { valueMasks } from '../../dataset/valueMasks';
import { withoutEmpty } from '../../dataset/withoutEmpty';
import { messageOf } from '../../shared/messageOf';
import { storedPixels } from '../png/pngFile';
import { ignored, vocNames } from './vocNames';

const parser = new XMLParser({
	parseTagValue: false,
	trimValues: false,
	isArray: (name) => name === 'object',
});

const number = z.string().transform(Number).pipe(z.number());
const shape = z.looseObject({
	annotation: z.looseObject({
		filename: z.string().optional(),
		size: z.looseObject({ width: number, height: number }).optional(),
		object: z
			.array(
				z.looseObject({
					name: z.string(),
					bndbox: z.looseObject({ xmin: number, ymin: number, xmax: number, ymax: number }),
				}),
			)
			.optional(),
	}),
});

type VocXml = z.infer<typeof shape>['annotation'];

/** An image of the folder, by its path without extension below SegmentationClass or Annotations. */
interface Entry {
	readonly id: string;
	readonly split: string | undefined;
}

/** Reads masks where there are PNGs for an image, and boxes where there is only XML. */
export async function readVoc(
	source: string,
	{ losses, signal, imagesFolder }: ReadOptions,
): Promise<Dataset> {
	const folder = source;
	const names = await vocNames(folder);
	const entries = await entriesOf(folder);
	if (entries.length === 0)
		throw new DatasetError(`${source} has no folder Annotations or SegmentationObject with files.`);
	const fromBoxes: string[] = [];
	for (const { id } of entries) {
		signal?.throwIfAborted();
		for (const { name } of (await readXml(folder, id))?.object ?? []) fromBoxes.push(name);
	}
	const finder = new ImageFinder([
		...(imagesFolder === undefined ? [] : [imagesFolder]),
		join(folder, 'JPEGImages'),
		folder,
	]);
	const used = new Set(fromBoxes);
	// The challenge's own names only matter where they are used.
	const listed = names.filter((name) => used.has(name) || fromBoxes.length === 0);
	return {
		categories: uniqueCategories(
			[...listed, ...fromBoxes].map((name) => ({ name, kind: 'object' as const })),
		),
		imageCount: entries.length,
		async *images() {
			for (const entry of entries) {
				signal?.throwIfAborted();
				const image = await readImage(folder, entry, names, finder, losses);
				if (image) yield image;
				else losses.add('imagesMissing');
			}
		},
	};
}

async function entriesOf(folder: string): Promise<Entry[]> {
	const splits = new Map<string, string>();
	const lists = join(folder, 'ImageSets', 'Segmentation');
	for (const path of await filesBelow(lists, (name) => /^(train|val|test)\.txt$/.test(name)).catch(
		() => [],
	)) {
		for (const line of (await readFile(path, 'utf8')).split(/\r?\n/))
			if (line) splits.set(line, stem(basename(path)));
	}
	const ids = new Set<string>();
	for (const [place, extension] of [
		['SegmentationObject', '.png'],
		['Annotations', '.xml'],
	] as const) {
		const below = join(folder, place);
		for (const path of await filesBelow(below, (name) => name.endsWith(extension)).catch(() => [])) {
			ids.add(stem(nameIn(below, path)));
		}
	}
	return [...ids].sort().map((id) => ({ id, split: splits.get(id) }));
}

async function readImage(
	folder: string,
	{ id, split }: Entry,
	names: readonly string[],
	finder: ImageFinder,
	losses: ReadOptions['losses'],
): Promise<DatasetImage | undefined> {
	const xml = await readXml(folder, id);
	const file = (await pictureOf(folder, id)) ?? (await finder.find(xml?.filename ?? `${id}.jpg`));
	const objects = join(folder, 'SegmentationObject', `${id}.png`);
	const classes = join(folder, 'SegmentationClass', `${id}.png`);
	const common = {
		name: file === undefined ? (xml?.filename ?? `${id}.jpg`) : nameOf(folder, file, id),
		...(file !== undefined && { file }),
		...(split !== undefined && { split }),
	};
	if ((await isFile(objects)) && (await isFile(classes))) {
		return { ...common, ...(await readMasks(objects, classes, names)) };
	}
	const size = xml?.size ?? (file === undefined ? undefined : await imageSize(file));
	if (!size || !xml) return undefined;
	const { width, height } = size;
	const annotations = (xml.object ?? []).map(
		({ name, bndbox: { xmin, ymin, xmax, ymax } }): DatasetAnnotation => {
			const box: Box = [xmin - 1, ymin - 1, xmax - xmin + 1, ymax - ymin + 1];
			return { category: { name, kind: 'object' }, mask: boxMask(box, width, height), box };
		},
	);
	const kept = withoutEmpty(annotations, losses);
	return { ...common, width, height, annotations: kept };
}

const nameOf = (folder: string, file: string, id: string) => {
	const name = nameIn(join(folder, 'JPEGImages'), file);
	return name.startsWith('..') ? id + file.slice(stem(file).length) : name;
};

/** The picture of an image: JPEGImages may hold other formats. */
async function pictureOf(folder: string, id: string): Promise<string | undefined> {
	for (const extension of ['.jpg', '.png', '.jpeg', '.webp', '.bmp', '.tif', '.tiff']) {
		const path = join(folder, 'JPEGImages', id + extension);
		if (isImageName(path) && (await isFile(path))) return path;
	}
	return undefined;
}

async function readMasks(objectsPath: string, classesPath: string, names: readonly string[]) {
	const objects = storedPixels(await readFile(objectsPath), objectsPath);
	const classes = storedPixels(await readFile(classesPath), classesPath);
	const { width, height } = objects;
	if (
		objects.channels !== 1 ||
		classes.channels !== 1 ||
		classes.width !== width ||
		classes.height !== height
	) {
		throw new DatasetError(
			`${basename(objectsPath)}: the PNGs of classes and objects must be indexed, and of one size.`,
		);
	}
	const annotations: DatasetAnnotation[] = [];
	for (const [value, mask] of valueMasks(objects.data, width, height)) {
		if (value === ignored) continue;
		const first = mask.counts[0]!;
		const number = classes.data[(first % height) * width + Math.floor(first / height)]!;
		const name = names[number - 1];
		if (name === undefined) {
			throw new DatasetError(
				`${basename(classesPath)} has class ${number}, which class_names.txt does not name.`,
			);
		}
		annotations.push({ category: { name, kind: 'object' }, mask });
	}
	return { width, height, annotations };
}

async function readXml(folder: string, id: string): Promise<VocXml | undefined> {
	const path = join(folder, 'Annotations', `${id}.xml`);
	const text = await readText(path);
	if (text === undefined) return undefined;
	try {
		const read = shape.safeParse(parser.parse(text));
		if (read.success) return read.data.annotation;
	} catch (error) {
		throw new DatasetError(`${basename(path)} is not XML: ${messageOf(error)}`);
	}
	throw new DatasetError(
		`${basename(path)} is not an annotation of Pascal VOC: a name or a box of an object is missing.`,
	);
}
