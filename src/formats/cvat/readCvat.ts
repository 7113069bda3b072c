import { basename, dirname, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { boxMask } from '../../dataset/boxMask';
import {
	type Box,
	type Dataset,
	type DatasetAnnotation,
	type DatasetImage,
	uniqueCategories,
} from '../../dataset/dataset';
import { DatasetError } from '../../dataset/datasetError';
import { fileHead } from '../../dataset/fileHead';
import type { ReadOptions } from '../../dataset/format';
import { filesBelow, ImageFinder, isFile } from '../../dataset/imageFiles';
import type { Losses } from '../../dataset/losses';
import { polygonMask } from '../../dataset/polygonMask';
import { withoutEmpty } from '../../dataset/withoutEmpty';
import { xmlElements } from '../../dataset/xmlElements';
import { union } from '../../shared/mask/setOperations';
import { messageOf } from '../../shared/messageOf';
import { fromCvatMask } from './cvatRle';

const shapeTags = [
	'box',
	'polygon',
	'mask',
	'ellipse',
	'polyline',
	'points',
	'cuboid',
	'skeleton',
	'tag',
] as const;
const lists: ReadonlySet<string> = new Set([...shapeTags, 'label']);
const parser = new XMLParser({
	ignoreAttributes: false,
	attributeNamePrefix: '',
	attributesGroupName: '@',
	trimValues: false,
	parseTagValue: false,
	isArray: (name) => lists.has(name),
});

const number = z.string().transform(Number).pipe(z.number());
const attributes = <T extends z.ZodRawShape>(shape: T) =>
	z.array(z.object({ '@': z.looseObject(shape) })).optional();
const common = { label: z.string(), group_id: z.string().optional() };
const image = z.object({
	'@': z.looseObject({ name: z.string(), width: number, height: number, subset: z.string().optional() }),
	box: attributes({ ...common, xtl: number, ytl: number, xbr: number, ybr: number }),
	polygon: attributes({ ...common, points: z.string() }),
	mask: attributes({ ...common, rle: z.string(), left: number, top: number, width: number, height: number }),
	ellipse: attributes({ ...common, cx: number, cy: number, rx: number, ry: number }),
	polyline: z.array(z.unknown()).optional(),
	points: z.array(z.unknown()).optional(),
	cuboid: z.array(z.unknown()).optional(),
	skeleton: z.array(z.unknown()).optional(),
});

type CvatImage = z.infer<typeof image>;

/** Reads an annotations.xml of CVAT for images 1.1, one image at a time. */
export async function readCvat(
	source: string,
	{ losses, signal, imagesFolder }: ReadOptions,
): Promise<Dataset> {
	const path = await cvatFileOf(source);
	if (path === undefined) throw new DatasetError(`${source} has no XML file of “CVAT for images”.`);
	const folder = dirname(path);
	const finder = new ImageFinder([
		...(imagesFolder === undefined ? [] : [imagesFolder]),
		join(folder, 'images'),
		folder,
	]);
	const names = new Set<string>();
	let imageCount = 0;
	const addListed = (head: string) => {
		for (const name of listedNames(head)) names.add(name);
	};
	for await (const text of xmlElements(path, 'image', addListed)) {
		signal?.throwIfAborted();
		imageCount++;
		const { box, polygon, mask, ellipse } = parseImage(text, path);
		for (const shape of [box, polygon, mask, ellipse].flat()) if (shape) names.add(shape['@'].label);
	}
	return {
		categories: uniqueCategories([...names].map((name) => ({ name, kind: 'object' as const }))),
		imageCount,
		async *images() {
			for await (const text of xmlElements(path, 'image')) {
				signal?.throwIfAborted();
				yield toImage(parseImage(text, path), path, finder, losses);
			}
		},
	};
}

/** The labels of the task, in its order; used or not. */
function listedNames(head: string): string[] {
	const labels = /<labels>[\s\S]*?<\/labels>/.exec(head)?.[0];
	if (labels === undefined) return [];
	const parsed = z
		.object({ labels: z.object({ label: z.array(z.looseObject({ name: z.string() })).optional() }) })
		.safeParse(parser.parse(labels));
	return parsed.data?.labels.label?.map(({ name }) => name) ?? [];
}

function parseImage(text: string, path: string): CvatImage {
	let fault = '';
	try {
		const read = z.object({ image }).safeParse(parser.parse(text));
		if (read.success) return read.data.image;
		fault = read.error.issues[0]!.path.filter((key) => key !== '@').join('.');
	} catch (error) {
		fault = messageOf(error);
	}
	throw new DatasetError(`${basename(path)} is not XML of “CVAT for images”: ${fault} is missing or wrong.`);
}

async function toImage(
	json: CvatImage,
	path: string,
	finder: ImageFinder,
	losses: Losses,
): Promise<DatasetImage> {
	const { name, width, height, subset } = json['@'];
	const { polyline = [], points = [], cuboid = [], skeleton = [] } = json;
	losses.add('shapesSkipped', polyline.length + points.length + cuboid.length + skeleton.length);
	const fault = (what: string) => new DatasetError(`${basename(path)}, image ${name}: ${what}.`);
	const shapes: (DatasetAnnotation & { readonly group?: string | undefined })[] = [];
	const category = (label: string) => ({ name: label, kind: 'object' as const });
	for (const { '@': one } of json.mask ?? []) {
		const rle = one.rle.split(',').map(Number);
		const mask = fromCvatMask({ ...one, rle }, width, height);
		if (!mask) throw fault(`the mask of “${one.label}” has runs that do not fit its box`);
		shapes.push({ category: category(one.label), mask });
	}
	for (const { '@': one } of json.polygon ?? []) {
		const ring = one.points.split(/[;,]/).map(Number);
		if (ring.length < 6 || ring.some((value) => !Number.isFinite(value)))
			throw fault(`a polygon of “${one.label}” is not a list of points`);
		const group =
			one.group_id && one.group_id !== '0' ? JSON.stringify([one.group_id, one.label]) : undefined;
		shapes.push({
			category: category(one.label),
			mask: polygonMask(ring, width, height),
			polygons: [ring],
			group,
		});
	}
	for (const { '@': one } of json.box ?? []) {
		const box: Box = [one.xtl, one.ytl, one.xbr - one.xtl, one.ybr - one.ytl];
		shapes.push({ category: category(one.label), mask: boxMask(box, width, height), box });
	}
	for (const { '@': one } of json.ellipse ?? []) {
		const ring = ellipseRing(one);
		shapes.push({
			category: category(one.label),
			mask: polygonMask(ring, width, height),
			polygons: [ring],
		});
	}
	const file = await finder.find(name);
	return {
		name,
		...(file !== undefined && { file }),
		width,
		height,
		...(subset !== undefined && { split: subset.toLowerCase() }),
		annotations: withoutEmpty(joinGroups(shapes), losses),
	};
}

/** Polygons of one label and group are the pieces of one thing. */
function joinGroups(
	shapes: readonly (DatasetAnnotation & { readonly group?: string | undefined })[],
): DatasetAnnotation[] {
	const joined = new Map<string | number, DatasetAnnotation>();
	shapes.forEach(({ group, ...shape }, i) => {
		const before = joined.get(group ?? i);
		joined.set(
			group ?? i,
			before
				? {
						...before,
						mask: union(before.mask, shape.mask),
						polygons: [...before.polygons!, ...shape.polygons!],
					}
				: shape,
		);
	});
	return [...joined.values()];
}

const ellipseCorners = 90;

function ellipseRing({ cx, cy, rx, ry }: { cx: number; cy: number; rx: number; ry: number }): number[] {
	return Array.from({ length: ellipseCorners }, (_, i) => (i * 2 * Math.PI) / ellipseCorners).flatMap(
		(angle) => [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)],
	);
}

/** The XML file `source`, or the one of the folder `source`; undefined where it is not CVAT's. */
export async function cvatFileOf(source: string): Promise<string | undefined> {
	const isCvat = async (path: string) =>
		/<annotations>[\s\S]*(?:<meta>|<image\s)/.test(await fileHead(path)) ? path : undefined;
	if (await isFile(source)) return source.endsWith('.xml') ? isCvat(source) : undefined;
	const named = join(source, 'annotations.xml');
	if (await isFile(named)) return isCvat(named);
	const [only, ...others] = await filesBelow(source, (name) => name.endsWith('.xml'));
	return only !== undefined && others.length === 0 ? isCvat(only) : undefined;
}
