import { categoryKey, type Dataset, type DatasetAnnotation, type DatasetImage } from '../../dataset/dataset';
import type { Format, WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { labelMap } from '../../dataset/labelMap';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import { rgbPng } from '../png/pngFile';

/** Blue has the number of the thing in the image, from 1. */
const maxInstances = 255;

export const ade20k: Format = {
	description: {
		id: 'ade20k',
		name: 'ADE20K style',
		extension: '_seg.png',
		layout: 'PNGs of objects and of parts per image, with a list of both',
		holds: {
			shape: 'exact masks',
			holes: 'yes',
			pieces: 'yes',
			overlaps: 'no',
			kinds: 'yes, as two maps',
			details: 'no',
			splits: 'yes, as folders',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst: 'sharp and pngjs, pixel by pixel',
	},
	write,
};

async function write(dataset: Dataset, output: OutputFolder, options: WriteOptions): Promise<void> {
	const numbers = new Map(dataset.categories.map((one, i) => [categoryKey(one), i + 1]));
	const numberOf = ({ category }: DatasetAnnotation) => numbers.get(categoryKey(category))!;
	const stems = new UniqueStems(options.losses);
	for await (const image of dataset.images()) {
		const { split = 'training', annotations } = image;
		const name = stems.name(image.name);
		const base = `images/${split}/${stem(name)}`;
		const ofKind = (kind: string) => annotations.filter(({ category }) => category.kind === kind);
		const objects = draw(image, ofKind('object'), numberOf, options);
		await output.write(`${base}_seg.png`, objects.png);
		const parts = draw(image, ofKind('part'), numberOf, options);
		if (parts.lines.length > 0) await output.write(`${base}_parts_1.png`, parts.png);
		const lines = [...objects.lines.map((one) => `0 # ${one}`), ...parts.lines.map((one) => `1 # ${one}`)];
		await output.write(`${base}_atr.txt`, lines.map((line) => `${line}\n`).join(''));
		if (options.copyImages ?? true)
			await copyPicture(image, `images/${split}/${name}`, output, options.losses);
	}
	const list = dataset.categories.map(({ name, kind }, i) => `${i + 1}\t${kind}\t${JSON.stringify(name)}\n`);
	await output.write('index.tsv', `number\tkind\tname\n${list.join('')}`);
}

/** Red has ten times the category divided by 256, green the rest of it; blue the number of the thing. */
function draw(
	image: DatasetImage,
	annotations: readonly DatasetAnnotation[],
	numberOf: (annotation: DatasetAnnotation) => number,
	options: WriteOptions,
): { readonly png: Uint8Array; readonly lines: readonly string[] } {
	const { width, height } = image;
	const { pixels, shown } = labelMap(image, annotations, options);
	options.losses.add('objectsOverLimit', Math.max(0, shown.length - maxInstances));
	const rgb = new Uint8Array(width * height * 3);
	pixels.forEach((value, at) => {
		if (value === 0 || value > maxInstances) return;
		const category = numberOf(shown[value - 1]!.annotation);
		rgb.set([Math.floor(category / 256) * 10, category % 256, value], 3 * at);
	});
	const lines = shown
		.slice(0, maxInstances)
		.map(
			({ annotation }, i) =>
				`${i + 1} # ${numberOf(annotation)} # ${JSON.stringify(annotation.category.name)}`,
		);
	return { png: rgbPng(rgb, width, height), lines };
}
