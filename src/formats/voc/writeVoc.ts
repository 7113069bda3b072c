import { XMLBuilder } from 'fast-xml-parser';
import { categoryKey, type Dataset, type DatasetImage } from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import { flatNames } from '../../dataset/flatNames';
import type { WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { type LabelMap, labelMap } from '../../dataset/labelMap';
import { boxOf } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import { indexedPng } from '../png/pngFile';
import { classNamesText, ignored } from './vocNames';

const builder = new XMLBuilder({ format: true, indentBy: '\t', suppressEmptyNode: false });

/** Writes class and object PNGs, a box XML per image and the lists of the splits. */
export async function writeVoc(dataset: Dataset, output: OutputFolder, options: WriteOptions): Promise<void> {
	const { names, indexOf } = flatNames(dataset.categories, options.losses);
	if (names.length >= ignored) {
		throw new DatasetError(
			`Pascal VOC has numbers for ${ignored - 1} categories, and there are ${names.length}. Choose another format, or fewer categories.`,
		);
	}
	const stems = new UniqueStems(options.losses);
	const lists = new Map<string, string[]>();
	for await (const image of dataset.images()) {
		const { width, height, split = 'train' } = image;
		const name = stems.name(image.name);
		const id = stem(name);
		const map = labelMap(image, image.annotations, options);
		options.losses.add('objectsOverLimit', Math.max(0, map.shown.length - (ignored - 1)));
		const classes = new Uint8Array(width * height);
		const objects = new Uint8Array(width * height);
		map.pixels.forEach((value, at) => {
			if (value === 0 || value >= ignored) return;
			objects[at] = value;
			classes[at] = indexOf.get(categoryKey(map.shown[value - 1]!.annotation.category))! + 1;
		});
		await output.write(`SegmentationClass/${id}.png`, indexedPng(classes, width, height));
		await output.write(`SegmentationObject/${id}.png`, indexedPng(objects, width, height));
		await output.write(`Annotations/${id}.xml`, xml(image, name, map));
		lists.set(split, [...(lists.get(split) ?? []), id]);
		if (options.copyImages ?? true) await copyPicture(image, `JPEGImages/${name}`, output, options.losses);
	}
	for (const [split, ids] of lists) {
		await output.write(`ImageSets/Segmentation/${split}.txt`, ids.map((id) => `${id}\n`).join(''));
	}
	await output.write('class_names.txt', classNamesText(names));
}

/** Boxes count pixels from 1, first and last, as the challenge's do. */
function xml({ width, height }: DatasetImage, name: string, { shown }: LabelMap): string {
	const object = shown.flatMap(({ annotation }) => {
		const box = boxOf(annotation, { losses: { add: () => undefined } });
		if (!box) return [];
		const [x, y, w, h] = box;
		const bndbox = { xmin: x + 1, ymin: y + 1, xmax: x + w, ymax: y + h };
		return [{ name: annotation.category.name, pose: 'Unspecified', truncated: 0, difficult: 0, bndbox }];
	});
	return builder.build({
		annotation: {
			folder: 'JPEGImages',
			filename: name,
			size: { width, height, depth: 3 },
			segmented: 1,
			object,
		},
	});
}
