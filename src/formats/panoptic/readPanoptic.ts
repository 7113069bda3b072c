import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import {
	type Dataset,
	type DatasetAnnotation,
	type DatasetCategory,
	type DatasetImage,
	uniqueCategories,
} from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import { fileHead } from '../../dataset/fileHead';
import type { ReadOptions } from '../../dataset/format';
import { filesBelow, ImageFinder, isFile, stem } from '../../dataset/imageFiles';
import { ElementReader, jsonElements } from '../../dataset/jsonElements';
import { uniqueName } from '../../dataset/uniqueNames';
import { valueMasks } from '../../dataset/valueMasks';
import { storedPixels } from '../png/pngFile';
import { datasetCategory } from '../sidecar/sidecarDataset';

interface Span {
	readonly offset: number;
	readonly length: number;
}

interface PanopticIndex {
	readonly path: string;
	readonly split: string | undefined;
	readonly categories: ReadonlyMap<number, DatasetCategory>;
	readonly entries: readonly Span[];
	/** File name by image id. */
	readonly images: ReadonlyMap<number, string>;
}

const image = z.looseObject({ id: z.int(), file_name: z.string() });
const category = z.looseObject({ id: z.int(), name: z.string(), supercategory: z.string().optional() });
const entry = z.looseObject({
	image_id: z.int(),
	file_name: z.string(),
	segments_info: z.array(z.looseObject({ id: z.int(), category_id: z.int(), iscrowd: z.int().optional() })),
});

/** Reads a panoptic JSON file with the PNGs in the folder of its name; or all such files of a folder. */
export async function readPanoptic(source: string, options: ReadOptions): Promise<Dataset> {
	const { losses, signal } = options;
	const files = await panopticFilesOf(source);
	if (files.length === 0)
		throw new DatasetError(`${source} has no panoptic JSON (annotations with segments_info).`);
	const indexes = await Promise.all(files.map((path) => index(path)));
	const folder = (await isFile(source)) ? dirname(source) : source;
	const finder = new ImageFinder([
		...(options.imagesFolder === undefined ? [] : [options.imagesFolder]),
		folder,
	]);
	return {
		categories: uniqueCategories(indexes.flatMap(({ categories }) => [...categories.values()])),
		imageCount: indexes.reduce((sum, { entries }) => sum + entries.length, 0),
		async *images() {
			const names = new Set<string>();
			for (const one of indexes) {
				const reader = await ElementReader.open(one.path);
				try {
					for (const { offset, length } of one.entries) {
						signal?.throwIfAborted();
						const json = entry.parse(await reader.read(offset, length));
						const read = await toImage(one, json, finder, losses);
						yield { ...read, name: uniqueName(read.name, one.split, names) };
					}
				} finally {
					await reader.close();
				}
			}
		},
	};
}

async function index(path: string): Promise<PanopticIndex> {
	const categories = new Map<number, DatasetCategory>();
	const entries: Span[] = [];
	const images = new Map<number, string>();
	for await (const { key, value, offset, length } of jsonElements(path)) {
		const check = <T>(shape: z.ZodType<T>): T => {
			const read = shape.safeParse(value);
			if (read.success) return read.data;
			throw new DatasetError(
				`${basename(path)}, at byte ${offset}: this is not an entry of a panoptic file.`,
			);
		};
		if (key === 'categories') {
			const { id, name, supercategory, ...rest } = check(category);
			const isKind = supercategory === 'object' || supercategory === 'part';
			const { color, ...extra } = rest;
			const kept = isKind ? extra : { ...extra, ...(supercategory !== undefined && { supercategory }) };
			categories.set(id, datasetCategory({ id, name, kind: isKind ? supercategory : 'object', extra: kept }));
		} else if (key === 'images') {
			const { id, file_name } = check(image);
			images.set(id, file_name);
		} else if (key === 'annotations') {
			check(entry);
			entries.push({ offset, length });
		}
	}
	const split = /_(train|val|test)(?:\d{4})?$/.exec(stem(basename(path)))?.[1];
	return { path, split, categories: withoutThing(categories), entries, images };
}

/** `isthing: 1` is the usual case, not a key worth keeping. */
function withoutThing(
	categories: ReadonlyMap<number, DatasetCategory>,
): ReadonlyMap<number, DatasetCategory> {
	return new Map(
		[...categories].map(([id, { extra, ...rest }]) => {
			const { isthing, ...others } = extra ?? {};
			return [id, { ...rest, ...(Object.keys(others).length > 0 && { extra: others }) }];
		}),
	);
}

async function toImage(
	{ path, split, categories, images }: PanopticIndex,
	{ image_id, file_name, segments_info }: z.infer<typeof entry>,
	finder: ImageFinder,
	losses: ReadOptions['losses'],
): Promise<DatasetImage> {
	const png = join(stem(path), file_name);
	const { width, height, channels, data } = storedPixels(await readPng(png), png);
	if (channels < 3)
		throw new DatasetError(`${basename(png)} has no colours: a panoptic PNG writes numbers as colours.`);
	const values = Uint32Array.from({ length: width * height }, (_, i) => {
		const at = i * channels;
		return data[at]! + 256 * data[at + 1]! + 65_536 * data[at + 2]!;
	});
	const masks = valueMasks(values, width, height);
	const annotations: DatasetAnnotation[] = [];
	for (const { id, category_id, iscrowd } of segments_info) {
		const { name, kind } = categories.get(category_id) ?? unknownCategory(path, category_id);
		const mask = masks.get(id);
		if (mask) annotations.push({ category: { name, kind }, mask, ...(iscrowd === 1 && { isCrowd: true }) });
		else losses.add('emptyMasks');
	}
	const name = images.get(image_id) ?? file_name;
	const file = await finder.find(name);
	return {
		name,
		...(file !== undefined && { file }),
		width,
		height,
		...(split !== undefined && { split }),
		annotations,
	};
}

function unknownCategory(path: string, id: number): never {
	throw new DatasetError(`${basename(path)} has a segment of category ${id}, which it does not list.`);
}

async function readPng(path: string): Promise<Uint8Array> {
	try {
		return await readFile(path);
	} catch {
		throw new DatasetError(`${path} is missing: a panoptic file has its PNGs in the folder of its name.`);
	}
}

/** The panoptic file `source`, or those of the folder `source`. */
export async function panopticFilesOf(source: string): Promise<string[]> {
	if (await isFile(source)) return (await looksLikePanoptic(source)) ? [source] : [];
	const found: string[] = [];
	for (const path of await filesBelow(source, (name) => name.endsWith('.json'))) {
		if (await looksLikePanoptic(path)) found.push(path);
	}
	return found;
}

async function looksLikePanoptic(path: string): Promise<boolean> {
	if (!path.endsWith('.json') || !/panoptic/.test(basename(path))) return false;
	return /"(?:segments_info|annotations)"\s*:/.test(await fileHead(path));
}
