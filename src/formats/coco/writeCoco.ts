import { categoryIds } from '../../dataset/categoryIds';
import type { Dataset, DatasetAnnotation } from '../../dataset/dataset';
import type { WriteOptions } from '../../dataset/format';
import { maskOf, outlineRings } from '../../dataset/outlines';
import type { OutputFolder, StreamedFile } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { encodeRle } from '../../shared/mask/cocoRle';
import { area, bbox } from '../../shared/mask/runLengths';
import { sidecarCategory } from '../sidecar/sidecarDataset';

/** Masks as run lengths, which are exact, or as polygons, which more programs read. */
export const cocoVariants = ['rle', 'polygon'] as const;

/** One of the files that are being written: one per split, or one for all. */
interface Part {
	readonly file: StreamedFile;
	readonly images: string[];
	annotations: number;
}

/** Writes `annotations.json`, or `annotations/instances_SPLIT.json` for each split. */
export async function writeCoco(
	dataset: Dataset,
	output: OutputFolder,
	options: WriteOptions,
): Promise<void> {
	const idOf = categoryIds(dataset.categories);
	const categories = dataset.categories.map((one) => {
		const { id, name, kind, extra } = sidecarCategory(one, idOf(one));
		return { id, name, supercategory: kind, ...extra };
	});
	const parts = new Map<string | undefined, Part>();
	let imageId = 0;
	let annotationId = 0;
	for await (const image of dataset.images()) {
		imageId++;
		const part = parts.get(image.split) ?? (await beginPart(image.split, categories, output));
		parts.set(image.split, part);
		const { name, width, height, extra } = image;
		part.images.push(JSON.stringify({ id: imageId, file_name: name, width, height, ...extra }));
		for (const annotation of image.annotations) {
			const entry = {
				id: ++annotationId,
				image_id: imageId,
				category_id: idOf(annotation.category),
				...toCoco(annotation, options),
			};
			await part.file.write(`${part.annotations++ === 0 ? '' : ','}\n\t\t${JSON.stringify(entry)}`);
		}
		if (options.copyImages) await copyPicture(image, name, output, options.losses);
	}
	if (parts.size === 0) parts.set(undefined, await beginPart(undefined, categories, output));
	for (const { file, images } of parts.values()) {
		await file.write(`\n\t],\n\t"images": [`);
		for (const [i, line] of images.entries()) await file.write(`${i === 0 ? '' : ','}\n\t\t${line}`);
		await file.write('\n\t]\n}\n');
		await file.end();
	}
}

/** Annotations come first: they are written as they come, and the short list of images after them. */
async function beginPart(
	split: string | undefined,
	categories: readonly object[],
	output: OutputFolder,
): Promise<Part> {
	const file = await output.stream(
		split === undefined ? 'annotations.json' : `annotations/instances_${split}.json`,
	);
	const lines = categories.map((one) => `\n\t\t${JSON.stringify(one)}`).join(',');
	await file.write(
		`{\n\t"info": {"description": "Exported by Strata", "version": "1.0"},\n\t"licenses": [],\n`,
	);
	await file.write(`\t"categories": [${lines}\n\t],\n\t"annotations": [`);
	return { file, images: [], annotations: 0 };
}

function toCoco(annotation: DatasetAnnotation, options: WriteOptions): object {
	const { level, score, prompts, pack, ladder, isCrowd, extra } = annotation;
	const strata = { level, score, prompts, pack, ladder };
	const hasStrata = Object.values(strata).some((value) => value !== undefined);
	return {
		...shapeOf(annotation, options),
		iscrowd: isCrowd ? 1 : 0,
		...(hasStrata && { strata }),
		...extra,
	};
}

function shapeOf(annotation: DatasetAnnotation, options: WriteOptions): object {
	const { box } = annotation;
	if (box) return { segmentation: [], area: box[2] * box[3], bbox: box };
	if (options.variant === 'polygon' && !annotation.isCrowd) {
		return {
			segmentation: outlineRings(annotation, options),
			area: area(annotation.mask),
			bbox: bbox(annotation.mask),
		};
	}
	const mask = maskOf(annotation, options);
	const { size, counts } = encodeRle(mask);
	return { segmentation: { size, counts }, area: area(mask), bbox: bbox(mask) };
}
