import { categoryIds } from '../../dataset/categoryIds';
import { categoryKey, type Dataset, type DatasetAnnotation, type DatasetImage } from '../../dataset/dataset';
import type { WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { labelMap } from '../../dataset/labelMap';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import { valueMasks } from '../../dataset/valueMasks';
import { area, bbox } from '../../shared/mask/runLengths';
import { CocoParts } from '../coco/cocoParts';
import { rgbPng } from '../png/pngFile';

/** What the files of a split are called. */
const folderOf = (split: string | undefined) => (split === undefined ? 'panoptic' : `panoptic_${split}`);

/** Writes `panoptic.json` with a folder `panoptic` of PNGs, or `panoptic_SPLIT` for each split. */
export async function writePanoptic(
	dataset: Dataset,
	output: OutputFolder,
	options: WriteOptions,
): Promise<void> {
	const idOf = categoryIds(dataset.categories);
	const stuff = new Set(dataset.categories.filter(({ isStuff }) => isStuff).map(categoryKey));
	const categories = dataset.categories.map(({ name, kind, isStuff, ...rest }) => ({
		id: idOf({ name, kind }),
		name,
		supercategory: kind,
		isthing: isStuff ? 0 : 1,
		color: colourOf(idOf({ name, kind })),
		...rest.extra,
	}));
	const parts = new CocoParts(output, categories, (split) => `${folderOf(split)}.json`);
	const stems = new UniqueStems(options.losses);
	let imageId = 0;
	for await (const image of dataset.images()) {
		imageId++;
		const { width, height, split } = image;
		const name = stems.name(image.name);
		const { png, segments } = segmentsOf(image, (one) => stuff.has(categoryKey(one.category)), idOf, options);
		const entry = { image_id: imageId, file_name: `${stem(name)}.png`, segments_info: segments };
		await parts.add(split, { id: imageId, file_name: name, width, height }, [entry]);
		await output.write(`${folderOf(split)}/${stem(name)}.png`, png);
		if (options.copyImages) await copyPicture(image, name, output, options.losses);
	}
	await parts.end();
}

/** All stuff of a category is one segment, each thing one of its own. */
function segmentsOf(
	image: DatasetImage,
	isStuff: (annotation: DatasetAnnotation) => boolean,
	idOf: (category: DatasetAnnotation['category']) => number,
	options: WriteOptions,
): { readonly png: Uint8Array; readonly segments: object[] } {
	const { width, height } = image;
	const isSame = (a: DatasetAnnotation, b: DatasetAnnotation) =>
		isStuff(a) && isStuff(b) && categoryKey(a.category) === categoryKey(b.category);
	const { pixels, shown } = labelMap(image, image.annotations, options, isSame);
	const firstOf = shown.map(({ annotation }, i) => {
		const same = shown.findIndex((other) => isSame(annotation, other.annotation));
		return (same < 0 ? i : same) + 1;
	});
	const values = pixels.map((value) => (value === 0 ? 0 : firstOf[value - 1]!));
	const rgb = new Uint8Array(values.length * 3);
	values.forEach((value, i) => {
		rgb[3 * i] = value & 255;
		rgb[3 * i + 1] = (value >> 8) & 255;
		rgb[3 * i + 2] = value >> 16;
	});
	const segments = [...valueMasks(values, width, height)].map(([id, mask]) => {
		const { annotation } = shown[id - 1]!;
		return {
			id,
			category_id: idOf(annotation.category),
			area: area(mask),
			bbox: bbox(mask),
			iscrowd: annotation.isCrowd ? 1 : 0,
		};
	});
	return { png: rgbPng(rgb, width, height), segments };
}

/** Only for looking at: neighbouring numbers get colours far apart. */
function colourOf(id: number): number[] {
	return [0, 1, 2].map((channel) => (id * [37, 101, 173][channel]! + 40) % 256);
}
