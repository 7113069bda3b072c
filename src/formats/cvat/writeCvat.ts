import { XMLBuilder } from 'fast-xml-parser';
import type { Dataset, DatasetAnnotation, DatasetImage } from '../../dataset/dataset';
import { flatNames } from '../../dataset/flatNames';
import type { WriteOptions } from '../../dataset/format';
import { maskOf, outlineRings } from '../../dataset/outlines';
import type { OutputFolder } from '../../dataset/outputFolder';
import { copyPicture } from '../../dataset/pictures';
import { ringPoints } from '../../shared/mask/ringPoints';
import { vocPalette } from '../png/pngFile';
import { toCvatMask } from './cvatRle';

/** Masks, which are exact, or polygons. */
export const cvatVariants = ['mask', 'polygon'] as const;

const builder = new XMLBuilder({
	format: true,
	indentBy: '  ',
	ignoreAttributes: false,
	attributeNamePrefix: '',
	attributesGroupName: '@',
	// A label may be called “true”.
	suppressBooleanAttributes: false,
});

/** Writes `annotations.xml` as CVAT for images 1.1. */
export async function writeCvat(
	dataset: Dataset,
	output: OutputFolder,
	options: WriteOptions,
): Promise<void> {
	const { names } = flatNames(dataset.categories, options.losses);
	const file = await output.stream('annotations.xml');
	const label = names.map((name, i) => ({ name, color: colour(i + 1), type: 'any', attributes: '' }));
	await file.write('<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n');
	await file.write(builder.build({ meta: { task: { labels: { label } } } }));
	let id = 0;
	for await (const image of dataset.images()) {
		await file.write(builder.build({ image: imageElement(image, id++, options) }));
		if (options.copyImages) await copyPicture(image, `images/${image.name}`, output, options.losses);
	}
	await file.write('</annotations>\n');
	await file.end();
}

const colour = (number: number) =>
	`#${vocPalette[number % 256]!.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

function imageElement(image: DatasetImage, id: number, options: WriteOptions): object {
	const { name, width, height, split } = image;
	const shapes: Record<string, object[]> = { box: [], polygon: [], mask: [] };
	image.annotations.forEach((annotation, i) => {
		for (const [type, shape] of shapesOf(annotation, i + 1, options)) shapes[type]!.push(shape);
	});
	return { '@': { id, name, ...(split !== undefined && { subset: split }), width, height }, ...shapes };
}

function shapesOf(
	annotation: DatasetAnnotation,
	group: number,
	options: WriteOptions,
): (readonly ['box' | 'polygon' | 'mask', object])[] {
	const common = { label: annotation.category.name, source: 'manual', occluded: 0, z_order: 0 };
	if (annotation.box) {
		const [x, y, width, height] = annotation.box;
		return [['box', { '@': { ...common, xtl: x, ytl: y, xbr: x + width, ybr: y + height } }]];
	}
	if (options.variant === 'polygon') {
		const rings = outlineRings(annotation, options);
		if (rings.length === 0) options.losses.add('emptyMasks');
		const grouped = rings.length > 1 ? { ...common, group_id: group } : common;
		return rings.map((ring) => ['polygon', { '@': { ...grouped, points: points(ring) } }]);
	}
	const { rle, ...box } = toCvatMask(maskOf(annotation, options));
	if (rle.length === 0) {
		options.losses.add('emptyMasks');
		return [];
	}
	return [['mask', { '@': { ...common, rle: rle.join(', '), ...box } }]];
}

const points = (ring: readonly number[]) => ringPoints(ring).map(String).join(';');
