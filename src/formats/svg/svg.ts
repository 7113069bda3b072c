import { XMLBuilder } from 'fast-xml-parser';
import { categoryKey, type Dataset, type DatasetAnnotation, type DatasetImage } from '../../dataset/dataset';
import type { Format, WriteOptions } from '../../dataset/format';
import { stem } from '../../dataset/imageFiles';
import { outlinePieces } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { UniqueStems } from '../../dataset/uniqueNames';
import type { Ring } from '../../shared/mask/polygonsWithHoles';
import { area } from '../../shared/mask/runLengths';
import { vocPalette } from '../png/pngFile';

export const svg: Format = {
	description: {
		id: 'svg',
		name: 'SVG',
		extension: '.svg',
		layout: 'a file beside each image',
		holds: {
			shape: 'paths in pixels',
			holes: 'yes',
			pieces: 'yes',
			overlaps: 'yes',
			kinds: 'yes, as an attribute',
			details: 'level and score as attributes; not prompts',
			splits: 'no',
			crowds: 'no',
			unknownKeys: 'no',
		},
		checkedAgainst: 'sharp (librsvg), pixel by pixel',
	},
	write,
};

const builder = new XMLBuilder({
	format: true,
	indentBy: '\t',
	ignoreAttributes: false,
	attributeNamePrefix: '',
	attributesGroupName: '@',
	suppressBooleanAttributes: false,
});

async function write(dataset: Dataset, output: OutputFolder, options: WriteOptions): Promise<void> {
	const numbers = new Map(dataset.categories.map((one, i) => [categoryKey(one), i + 1]));
	const stems = new UniqueStems(options.losses);
	for await (const image of dataset.images()) {
		const name = stems.name(image.name);
		const text = builder.build({
			svg: root(image, name, (one) => numbers.get(categoryKey(one.category))!, options),
		});
		await output.write(`${stem(name)}.svg`, text);
		if (options.copyImages ?? true) await copyPicture(image, name, output, options.losses);
	}
}

function root(
	image: DatasetImage,
	name: string,
	numberOf: (annotation: DatasetAnnotation) => number,
	options: WriteOptions,
): object {
	const { width, height } = image;
	// The largest first: what lies over it stays to be seen and clicked.
	const bySize = image.annotations.toSorted((a, b) => area(b.mask) - area(a.mask));
	const path = bySize.flatMap((annotation) => {
		const d = outlinePieces(annotation, options).flatMap(({ outer, holes }) => [outer, ...holes].map(data));
		if (d.length === 0) options.losses.add('emptyMasks');
		return d.length === 0 ? [] : [pathElement(annotation, d.join(''), numberOf(annotation))];
	});
	return {
		'@': { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}` },
		image: { '@': { href: encodeURIComponent(name.split('/').at(-1)!), width, height } },
		g: { '@': { 'fill-opacity': 0.5, 'fill-rule': 'evenodd' }, path },
	};
}

function pathElement({ category, level, score }: DatasetAnnotation, d: string, number: number): object {
	return {
		'@': {
			d,
			fill: `rgb(${vocPalette[number % 256]!.join(',')})`,
			'data-category': category.name,
			'data-kind': category.kind,
			...(level !== undefined && { 'data-level': level }),
			...(score !== undefined && { 'data-score': score }),
		},
		title: category.name,
	};
}

function data(ring: Ring): string {
	let text = '';
	for (let i = 0; i < ring.length; i += 2) text += `${i === 0 ? 'M' : 'L'}${ring[i]} ${ring[i + 1]}`;
	return `${text}Z`;
}
