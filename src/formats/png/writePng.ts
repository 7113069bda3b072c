import { categoryKey, type Dataset, type DatasetAnnotation, type DatasetImage } from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import type { WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { eachPixel, labelMap } from '../../dataset/labelMap';
import { maskOf } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import { area, bbox } from '../../shared/mask/runLengths';
import { categoryFile } from './categoryFile';
import { overlay } from './overlay';
import { greyPng, indexedPng, rgbPng } from './pngFile';

/**
 * What a pixel's value says: its category; its object, without overlaps; object and part of it in two maps; its
 * category at each level; or a black and white PNG per mask, with overlaps; or the picture with coloured masks.
 */
export const pngVariants = ['semantic', 'instance', 'parts', 'levels', 'masks', 'overlay'] as const;

/** What is written of one image: names after the image's, and files. */
type Files = readonly (readonly [suffix: string, bytes: Uint8Array | string])[];
type Numbers = (annotation: DatasetAnnotation) => number;

/** Writes label maps beside a `categories.json`, in the folders of the images. */
export async function writePng(dataset: Dataset, output: OutputFolder, options: WriteOptions): Promise<void> {
	const indexes = new Map(dataset.categories.map((one, i) => [categoryKey(one), i + 1]));
	const numberOf: Numbers = ({ category }) => indexes.get(categoryKey(category))!;
	const stems = new UniqueStems(options.losses);
	for await (const image of dataset.images()) {
		const name = stems.name(image.name);
		for (const [suffix, content] of await filesOf(image, numberOf, options)) {
			await output.write(`${stem(name)}${suffix}`, content);
		}
		if (options.copyImages) await copyPicture(image, `images/${name}`, output, options.losses);
	}
	if (options.variant !== 'overlay') await output.write('categories.json', categoryFile(dataset));
}

async function filesOf(image: DatasetImage, numberOf: Numbers, options: WriteOptions): Promise<Files> {
	const { annotations } = image;
	switch (options.variant) {
		case 'instance':
			return instanceFiles(image, annotations, '', numberOf, options);
		case 'parts': {
			const ofKind = (kind: string) => annotations.filter(({ category }) => category.kind === kind);
			return [
				...instanceFiles(image, ofKind('object'), '_objects', numberOf, options),
				...instanceFiles(image, ofKind('part'), '_parts', numberOf, options),
			];
		}
		case 'levels': {
			const levels = [...new Set(annotations.map(({ level }) => level ?? 0))].sort((a, b) => a - b);
			return levels.map((level) => {
				const ofLevel = annotations.filter((one) => (one.level ?? 0) === level);
				return [`_level${level}.png`, semanticMap(image, ofLevel, numberOf, options)] as const;
			});
		}
		case 'masks':
			return maskFiles(image, numberOf, options);
		case 'overlay':
			return [['_overlay.png', rgbPng(await overlay(image, numberOf), image.width, image.height)]];
		default:
			return [['.png', semanticMap(image, annotations, numberOf, options)]];
	}
}

/** Each pixel the number of its category; annotations of one category may overlap. */
function semanticMap(
	image: DatasetImage,
	annotations: readonly DatasetAnnotation[],
	numberOf: Numbers,
	options: WriteOptions,
): Uint8Array {
	const { pixels, shown } = labelMap(image, annotations, options, (a, b) => numberOf(a) === numberOf(b));
	return mapPng(image, pixels, [0, ...shown.map(({ annotation }) => numberOf(annotation))]);
}

/** Each pixel the number of its annotation, and a list that says which they are. */
function instanceFiles(
	image: DatasetImage,
	annotations: readonly DatasetAnnotation[],
	suffix: string,
	numberOf: Numbers,
	options: WriteOptions,
): Files {
	const { pixels, shown } = labelMap(image, annotations, options);
	const segments = shown.map(({ annotation, area }, i) => ({
		value: i + 1,
		...described(annotation, numberOf),
		area,
		bbox: bbox(annotation.mask),
	}));
	return [
		[`${suffix}.png`, mapPng(image, pixels, [0, ...segments.map(({ value }) => value)])],
		[`${suffix}.json`, listText(image, segments)],
	];
}

function maskFiles(image: DatasetImage, numberOf: Numbers, options: WriteOptions): Files {
	const { width, height } = image;
	const masks = image.annotations.map((annotation, i) => {
		const mask = maskOf(annotation, options);
		const bitmap = new Uint8Array(width * height);
		eachPixel(mask, (at) => {
			bitmap[at] = 255;
		});
		const file = `_mask${String(i + 1).padStart(3, '0')}.png`;
		const entry = {
			file:
				image.name
					.split('/')
					.at(-1)!
					.replace(/\.[^.]*$/, '') + file,
			...described(annotation, numberOf),
		};
		return { file, bitmap, entry: { ...entry, area: area(mask), bbox: bbox(mask) } };
	});
	return [
		...masks.map(({ file, bitmap }) => [file, greyPng(bitmap, width, height)] as const),
		[
			'_masks.json',
			listText(
				image,
				masks.map(({ entry }) => entry),
			),
		],
	];
}

function described(annotation: DatasetAnnotation, numberOf: Numbers): object {
	const { category, level, score } = annotation;
	return {
		category: category.name,
		kind: category.kind,
		category_value: numberOf(annotation),
		...(level !== undefined && { level }),
		...(score !== undefined && { score }),
	};
}

function listText({ name, width, height }: DatasetImage, segments: readonly object[]): string {
	return `${JSON.stringify({ image: name, width, height, segments }, undefined, '\t')}\n`;
}

/** An indexed PNG where a byte is enough, else one of 16-bit grey values. */
function mapPng({ width, height }: DatasetImage, pixels: Uint32Array, values: readonly number[]): Uint8Array {
	const highest = values.reduce((a, b) => Math.max(a, b), 0);
	if (highest > 65_535)
		throw new DatasetError(`A label map has numbers up to 65535, and ${highest} are needed.`);
	if (highest > 255)
		return greyPng(
			Uint16Array.from(pixels, (one) => values[one]!),
			width,
			height,
		);
	return indexedPng(
		Uint8Array.from(pixels, (one) => values[one]!),
		width,
		height,
	);
}
