import { basename, dirname } from 'node:path';
import {
	type Dataset,
	type DatasetCategory,
	type DatasetImage,
	uniqueCategories,
} from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import type { ReadOptions } from '../../dataset/format';
import { ImageFinder, imageSize } from '../../dataset/imageFiles';
import { ElementReader } from '../../dataset/jsonElements';
import { uniqueName } from '../../dataset/uniqueNames';
import { withoutEmpty } from '../../dataset/withoutEmpty';
import { sidecarFromJson } from '../sidecar/parseSidecar';
import { datasetAnnotations, datasetCategory } from '../sidecar/sidecarDataset';
import { cocoFilesOf } from './cocoFiles';
import { type CocoIndex, indexCoco } from './cocoIndex';

/** Reads a COCO file, or all of a folder: of several, each is a split. */
export async function readCoco(source: string, options: ReadOptions): Promise<Dataset> {
	const files = await cocoFilesOf(source);
	if (files.length === 0)
		throw new DatasetError(`${source} has no COCO file (JSON with images and annotations).`);
	const indexes: { readonly index: CocoIndex; readonly split: string | undefined }[] = [];
	for (const { path, split } of files) {
		options.signal?.throwIfAborted();
		const index = await indexCoco(path);
		options.losses.add('annotationsWithoutImage', index.orphans);
		indexes.push({ index, split });
	}
	const categories = indexes.flatMap(({ index }) => index.categories.map(toDatasetCategory));
	const folder = files.length > 1 || source !== files[0]!.path ? source : dirname(source);
	const finder = new ImageFinder(
		[options.imagesFolder, folder, dirname(folder)].filter((one) => one !== undefined),
	);
	return {
		categories: uniqueCategories(categories),
		imageCount: indexes.reduce((sum, { index }) => sum + index.images.length, 0),
		async *images() {
			const names = new Set<string>();
			for (const { index, split } of indexes) {
				for await (const image of imagesOf(index, finder, options)) {
					const name = uniqueName(image.name, split, names);
					yield { ...image, name, ...(split !== undefined && { split }) };
				}
			}
		},
	};
}

const toDatasetCategory = (json: Record<string, unknown>): DatasetCategory => {
	const { set } = sidecarFromJson({
		images: [{ id: 1, file_name: '', width: 1, height: 1 }],
		categories: [json],
		annotations: [],
	});
	return datasetCategory(set.categories[0]!);
};

async function* imagesOf(
	index: CocoIndex,
	finder: ImageFinder,
	{ losses, signal }: ReadOptions,
): AsyncGenerator<DatasetImage> {
	const reader = await ElementReader.open(index.path);
	try {
		for (const entry of index.images) {
			signal?.throwIfAborted();
			const described = (await reader.read(entry.offset, entry.length)) as Record<string, unknown>;
			const fileName = String(described.file_name);
			const file = await finder.find(fileName);
			const size = await sizeOf(described, file);
			if (!size) {
				losses.add('imagesMissing');
				continue;
			}
			const annotations: unknown[] = [];
			for (const { offset, length } of entry.annotations) annotations.push(await reader.read(offset, length));
			yield toImage(index, { ...described, ...size, file_name: fileName }, annotations, file, losses);
		}
	} finally {
		await reader.close();
	}
}

async function sizeOf(
	{ width, height }: Record<string, unknown>,
	file: string | undefined,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
	if (typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0)
		return { width, height };
	return file === undefined ? undefined : imageSize(file);
}

/** One image of a COCO file is what a sidecar is, so a sidecar's reader checks it. */
function toImage(
	index: CocoIndex,
	described: Record<string, unknown>,
	annotations: readonly unknown[],
	file: string | undefined,
	losses: ReadOptions['losses'],
): DatasetImage {
	const name = String(described.file_name).replaceAll('\\', '/');
	try {
		const sidecar = sidecarFromJson({
			images: [described],
			categories: index.categories,
			annotations: annotations.map(boxAsNoSegmentation),
		});
		const all = datasetAnnotations(sidecar);
		const kept = withoutEmpty(all, losses);
		const { image: extra } = sidecar.rest;
		return {
			name,
			...(file !== undefined && { file }),
			width: sidecar.image!.width,
			height: sidecar.image!.height,
			annotations: kept,
			...(Object.keys(extra).length > 0 && { extra }),
		};
	} catch (error) {
		throw new DatasetError(`${basename(index.path)}, image ${name}: ${(error as Error).message}`);
	}
}

/** Detection datasets write `segmentation: []`. */
function boxAsNoSegmentation(json: unknown): unknown {
	const { segmentation, ...rest } = json as Record<string, unknown>;
	return Array.isArray(segmentation) && segmentation.length === 0 ? rest : json;
}
