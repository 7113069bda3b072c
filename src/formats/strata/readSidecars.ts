import { basename, dirname } from 'node:path';
import {
	type Dataset,
	type DatasetCategory,
	type DatasetImage,
	uniqueCategories,
} from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import type { ReadOptions } from '../../dataset/format';
import { filesBelow, isFile, isImageName, nameIn } from '../../dataset/imageFiles';
import { readTextIfThere } from '../../node/textFile';
import { messageOf } from '../../shared/messageOf';
import { parseSidecar } from '../sidecar/parseSidecar';
import { sidecarSuffix } from '../sidecar/sidecarAddress';
import { datasetAnnotations, datasetCategory } from '../sidecar/sidecarDataset';
import type { Sidecar } from '../sidecar/sidecarModel';

/** Reads the sidecars of a folder and of the folders in it; or one sidecar, or that of one image. */
export async function readSidecars(source: string, { signal }: ReadOptions): Promise<Dataset> {
	const { root, sidecars } = await find(source);
	if (sidecars.length === 0)
		throw new DatasetError(`${source} has no masks: no file ends with ${sidecarSuffix}.`);
	const categories: DatasetCategory[] = [];
	for (const path of sidecars) {
		signal?.throwIfAborted();
		categories.push(...(await read(path)).set.categories.map(datasetCategory));
	}
	return {
		categories: uniqueCategories(categories),
		imageCount: sidecars.length,
		async *images() {
			for (const path of sidecars) {
				signal?.throwIfAborted();
				yield await readImage(root, path);
			}
		},
	};
}

async function find(
	source: string,
): Promise<{ readonly root: string; readonly sidecars: readonly string[] }> {
	if (!(await isFile(source))) {
		return { root: source, sidecars: await filesBelow(source, (name) => name.endsWith(sidecarSuffix)) };
	}
	const sidecar = source.endsWith(sidecarSuffix) ? source : source + sidecarSuffix;
	return { root: dirname(source), sidecars: (await isFile(sidecar)) ? [sidecar] : [] };
}

async function readImage(root: string, path: string): Promise<DatasetImage> {
	const sidecar = await read(path);
	const file = path.slice(0, -sidecarSuffix.length);
	const { split, ...extra } = sidecar.rest.image;
	const imageEdits = (sidecar.set.imageEdits?.length ?? 0) + sidecar.rest.unreadEdits.length;
	return {
		name: nameIn(root, file),
		...((await isFile(file)) && { file }),
		width: sidecar.image!.width,
		height: sidecar.image!.height,
		...(typeof split === 'string' && { split }),
		annotations: datasetAnnotations(sidecar),
		...(imageEdits > 0 && { imageEdits }),
		...(Object.keys(extra).length > 0 && { extra }),
	};
}

async function read(path: string): Promise<Sidecar> {
	try {
		return parseSidecar((await readTextIfThere(path)) ?? '');
	} catch (error) {
		throw new DatasetError(`${basename(path)} cannot be read: ${messageOf(error)}`);
	}
}

/** How many pictures of a folder have no sidecar yet. */
export async function picturesWithoutSidecar(source: string): Promise<number> {
	if (await isFile(source)) return 0;
	const sidecars = new Set(await filesBelow(source, (name) => name.endsWith(sidecarSuffix)));
	const pictures = await filesBelow(source, isImageName);
	return pictures.filter((path) => !sidecars.has(path + sidecarSuffix)).length;
}
