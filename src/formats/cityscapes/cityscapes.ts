import { categoryKey, type Dataset, type DatasetImage } from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import { flatNames } from '../../dataset/flatNames';
import type { Format, WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { labelMap } from '../../dataset/labelMap';
import { outlineRings } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import { ringPoints } from '../../shared/mask/ringPoints';
import { greyPng, rgbPng, vocPalette } from '../png/pngFile';

/** Instance numbers are the label's times this, plus the number of the thing among those of its label. */
const instancesPerLabel = 1000;
const maxLabels = 65;

export const cityscapes: Format = {
	description: {
		id: 'cityscapes',
		name: 'Cityscapes style',
		extension: '_gtFine_labelIds.png',
		layout: 'folders leftImg8bit and gtFine with one per split',
		holds: {
			shape: 'exact masks, and polygons',
			holes: 'yes; bridged in the polygons',
			pieces: 'yes',
			overlaps: 'only in the polygons',
			kinds: 'no',
			details: 'no',
			splits: 'yes',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst: 'sharp and pngjs, pixel by pixel',
	},
	write,
};

async function write(dataset: Dataset, output: OutputFolder, options: WriteOptions): Promise<void> {
	const { names, indexOf } = flatNames(dataset.categories, options.losses);
	if (names.length > maxLabels) {
		throw new DatasetError(
			`Cityscapes-style instance maps have room for ${maxLabels} labels, and there are ${names.length}.`,
		);
	}
	const stuff = new Set(dataset.categories.filter(({ isStuff }) => isStuff).map(({ name }) => name));
	const stems = new UniqueStems(options.losses);
	for await (const image of dataset.images()) {
		const { split = 'train', annotations } = image;
		const name = stems.name(image.name);
		const base = `gtFine/${split}/${stem(name)}_gtFine`;
		const maps = mapsOf(image, (key) => indexOf.get(key)! + 1, stuff, options);
		await output.write(`${base}_labelIds.png`, maps.labels);
		await output.write(`${base}_instanceIds.png`, maps.instances);
		await output.write(`${base}_color.png`, maps.colours);
		const objects = annotations.flatMap((annotation) =>
			outlineRings(annotation, options).map((ring) => ({
				label: annotation.category.name,
				polygon: ringPoints(ring),
			})),
		);
		const polygons = { imgHeight: image.height, imgWidth: image.width, objects };
		await output.write(`${base}_polygons.json`, `${JSON.stringify(polygons)}\n`);
		if (options.copyImages ?? true) {
			await copyPicture(image, `leftImg8bit/${split}/${name}`, output, options.losses);
		}
	}
	const labels = names.map((name, i) => ({
		name,
		id: i + 1,
		hasInstances: !stuff.has(name),
		color: vocPalette[i + 1],
	}));
	await output.write('labels.json', `${JSON.stringify(labels, undefined, '\t')}\n`);
}

function mapsOf(
	image: DatasetImage,
	labelOf: (categoryKey: string) => number,
	stuff: ReadonlySet<string>,
	options: WriteOptions,
) {
	const { width, height } = image;
	const { pixels, shown } = labelMap(image, image.annotations, options);
	const count = new Map<number, number>();
	const values = shown.map(({ annotation: { category } }) => {
		const label = labelOf(categoryKey(category));
		if (stuff.has(category.name)) return { label, instance: label };
		const number = count.get(label) ?? 0;
		count.set(label, number + 1);
		if (number >= instancesPerLabel) options.losses.add('objectsOverLimit');
		return { label, instance: label * instancesPerLabel + Math.min(number, instancesPerLabel - 1) };
	});
	const labels = Uint8Array.from(pixels, (one) => (one === 0 ? 0 : values[one - 1]!.label));
	const instances = Uint16Array.from(pixels, (one) => (one === 0 ? 0 : values[one - 1]!.instance));
	const colours = new Uint8Array(width * height * 3);
	labels.forEach((label, i) => {
		colours.set(vocPalette[label]!, 3 * i);
	});
	return {
		labels: greyPng(labels, width, height),
		instances: greyPng(instances, width, height),
		colours: rgbPng(colours, width, height),
	};
}
