import { categoryIds } from '../../dataset/categoryIds';
import type { Dataset, DatasetAnnotation } from '../../dataset/dataset';
import type { WriteOptions } from '../../dataset/format';
import { maskOf, outlineRings } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { encodeRle } from '../../shared/mask/cocoRle';
import { area, bbox } from '../../shared/mask/runLengths';
import { sidecarCategory } from '../sidecar/sidecarDataset';
import { CocoParts } from './cocoParts';

/** Masks as run lengths, which are exact, or as polygons, which more programs read. */
export const cocoVariants = ['rle', 'polygon'] as const;

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
	const parts = new CocoParts(output, categories, (split) =>
		split === undefined ? 'annotations.json' : `annotations/instances_${split}.json`,
	);
	let imageId = 0;
	let annotationId = 0;
	for await (const image of dataset.images()) {
		imageId++;
		const { name, width, height, extra } = image;
		const annotations = image.annotations.map((annotation) => ({
			id: ++annotationId,
			image_id: imageId,
			category_id: idOf(annotation.category),
			...toCoco(annotation, options),
		}));
		await parts.add(image.split, { id: imageId, file_name: name, width, height, ...extra }, annotations);
		if (options.copyImages) await copyPicture(image, name, output, options.losses);
	}
	await parts.end();
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
