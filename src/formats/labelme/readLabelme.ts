import { dirname, join, resolve } from 'node:path';
import { type Dataset, type DatasetImage, uniqueCategories } from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import type { ReadOptions } from '../../dataset/format';
import { ImageFinder, imageSize, isFile, nameIn } from '../../dataset/imageFiles';
import { readImageInfo } from '../../inference/image/imageInput';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import { type LabelmeFile, labelmeFilesOf, readLabelmeFile } from './labelmeFile';
import { annotationsOfShapes } from './labelmeShapes';

/** Reads labelme's and X-AnyLabeling's files: one, or all of a folder. */
export async function readLabelme(source: string, options: ReadOptions): Promise<Dataset> {
	const { signal, losses } = options;
	const files = await labelmeFilesOf(source);
	if (files.length === 0)
		throw new DatasetError(`${source} has no labelme file (JSON with shapes and imagePath).`);
	const root = (await isFile(source)) ? dirname(source) : source;
	const finder = new ImageFinder([
		...(options.imagesFolder === undefined ? [] : [options.imagesFolder]),
		root,
	]);
	const categories: CategoryName[] = [];
	for (const path of files) {
		signal?.throwIfAborted();
		for (const { label, strata } of (await readLabelmeFile(path)).shapes) {
			categories.push({ name: label, kind: strata?.kind ?? 'object' });
		}
	}
	return {
		categories: uniqueCategories(categories),
		imageCount: files.length,
		async *images() {
			for (const path of files) {
				signal?.throwIfAborted();
				const read = await readLabelmeFile(path);
				const file = await pictureOf(path, read, finder);
				const size = await sizeOf(read, file);
				if (!size) {
					losses.add('imagesMissing');
					continue;
				}
				yield toImage(path, root, read, size, file, losses);
			}
		},
	};
}

const plain = (imagePath: string) => imagePath.replaceAll('\\', '/');

async function pictureOf(
	path: string,
	{ imagePath }: LabelmeFile,
	finder: ImageFinder,
): Promise<string | undefined> {
	if (!imagePath) return undefined;
	const named = resolve(dirname(path), plain(imagePath));
	return (await isFile(named)) ? named : finder.find(plain(imagePath).split('/').at(-1)!);
}

/** Old files do not say the size; then the picture does, or the copy of it in the file. */
async function sizeOf(
	{ imageWidth, imageHeight, imageData }: LabelmeFile,
	file: string | undefined,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
	if (imageWidth && imageHeight) return { width: imageWidth, height: imageHeight };
	if (file !== undefined) return imageSize(file);
	return imageData ? readImageInfo(Buffer.from(imageData, 'base64'), 'imageData') : undefined;
}

function toImage(
	path: string,
	root: string,
	{ shapes, imagePath, imageData, imageHeight, imageWidth, version, ...rest }: LabelmeFile,
	{ width, height }: { readonly width: number; readonly height: number },
	file: string | undefined,
	losses: ReadOptions['losses'],
): DatasetImage {
	const beside = imagePath
		? nameIn(root, join(dirname(path), plain(imagePath)))
		: nameIn(root, path).replace(/\.json$/, '');
	const name = beside.startsWith('..')
		? nameIn(root, join(dirname(path), beside.split('/').at(-1)!))
		: beside;
	const { flags, ...others } = rest;
	const extra = { ...others, ...(flags && Object.keys(flags).length > 0 ? { flags } : {}) };
	return {
		name,
		...(file !== undefined && { file }),
		width,
		height,
		annotations: annotationsOfShapes(shapes, { width, height }, losses),
		...(Object.keys(extra).length > 0 && { extra }),
	};
}
