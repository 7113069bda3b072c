import { basename, dirname, join } from 'node:path';
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
import { filesBelow, ImageFinder, imageSize, isFile } from '../../dataset/imageFiles';
import { jsonElements } from '../../dataset/jsonElements';
import type { Losses } from '../../dataset/losses';
import { polygonMask } from '../../dataset/polygonMask';
import { withoutEmpty } from '../../dataset/withoutEmpty';
import { decodeBrush } from './brushRle';

const names = z.array(z.string()).optional();
const result = z.looseObject({
	type: z.string(),
	original_width: z.int().optional(),
	original_height: z.int().optional(),
	score: z.number().optional(),
	value: z.looseObject({
		rle: z.array(z.number()).optional(),
		points: z.array(z.tuple([z.number(), z.number()])).optional(),
		x: z.number().optional(),
		y: z.number().optional(),
		width: z.number().optional(),
		height: z.number().optional(),
		rotation: z.number().optional(),
		brushlabels: names,
		polygonlabels: names,
		rectanglelabels: names,
	}),
});
const task = z.looseObject({
	data: z.record(z.string(), z.unknown()),
	annotations: z
		.array(z.looseObject({ result: z.array(result), was_cancelled: z.boolean().optional() }))
		.optional(),
});

type Task = z.infer<typeof task>;
type Result = z.infer<typeof result>;

/** Reads a JSON export of Label Studio: brushes, polygons and rectangles. */
export async function readLabelStudio(
	source: string,
	{ losses, signal, imagesFolder }: ReadOptions,
): Promise<Dataset> {
	const path = await labelStudioFileOf(source);
	if (path === undefined) throw new DatasetError(`${source} has no JSON export of Label Studio.`);
	const finder = new ImageFinder([...(imagesFolder === undefined ? [] : [imagesFolder]), dirname(path)]);
	const categories: string[] = [];
	let imageCount = 0;
	for await (const one of tasksOf(path, signal)) {
		imageCount++;
		categories.push(
			...resultsOf(one)
				.map(labelOf)
				.filter((label) => label !== undefined),
		);
	}
	return {
		categories: uniqueCategories(categories.map((name) => ({ name, kind: 'object' as const }))),
		imageCount,
		async *images() {
			for await (const one of tasksOf(path, signal)) {
				const image = await toImage(one, path, finder, losses);
				if (image) yield image;
				else losses.add('imagesMissing');
			}
		},
	};
}

async function* tasksOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<Task> {
	for await (const { value, offset } of jsonElements(path)) {
		signal?.throwIfAborted();
		const read = task.safeParse(value);
		if (!read.success)
			throw new DatasetError(`${basename(path)}, at byte ${offset}: this is not a task of Label Studio.`);
		yield read.data;
	}
}

/** The last annotation that was not skipped is the one that counts. */
const resultsOf = ({ annotations = [] }: Task): readonly Result[] =>
	annotations.filter(({ was_cancelled }) => !was_cancelled).at(-1)?.result ?? [];

const labelOf = ({ value }: Result): string | undefined =>
	(value.brushlabels ?? value.polygonlabels ?? value.rectanglelabels)?.[0];

async function toImage(
	one: Task,
	path: string,
	finder: ImageFinder,
	losses: Losses,
): Promise<DatasetImage | undefined> {
	const address = Object.values(one.data).find((value) => typeof value === 'string') as string | undefined;
	if (address === undefined) return undefined;
	const name = imageName(address);
	const file = await finder.find(name);
	const results = resultsOf(one);
	const sized = results.find((each) => each.original_width && each.original_height);
	const size = sized
		? { width: sized.original_width!, height: sized.original_height! }
		: file === undefined
			? undefined
			: await imageSize(file);
	if (!size) return undefined;
	const annotations = results.flatMap((each) => {
		const label = labelOf(each);
		const area = areaOf(each, size, `${basename(path)}, image ${name}`);
		if (label === undefined || !area) {
			losses.add('shapesSkipped');
			return [];
		}
		const { score } = each;
		return [
			{ category: { name: label, kind: 'object' as const }, ...area, ...(score !== undefined && { score }) },
		];
	});
	return {
		name,
		...(file !== undefined && { file }),
		...size,
		annotations: withoutEmpty(annotations, losses),
	};
}

/** `/data/local-files/?d=a/b.jpg` and `/data/upload/1/0123abcd-b.jpg` both name a file. */
function imageName(address: string): string {
	const local = /[?&]d=([^&]*)/.exec(address)?.[1];
	if (local !== undefined) return tryDecode(local);
	const last = tryDecode(address.split(/[?#]/)[0]!.split('/').at(-1)!);
	return last.replace(/^[0-9a-f]{8}-/, '');
}

function tryDecode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// A percent sign that is only one.
		return text;
	}
}

function areaOf(
	{ type, value }: Result,
	{ width, height }: { readonly width: number; readonly height: number },
	where: string,
): Pick<DatasetAnnotation, 'mask' | 'polygons' | 'box'> | undefined {
	if (type === 'brushlabels' && value.rle) {
		const mask = decodeBrush(value.rle, width, height);
		if (!mask)
			throw new DatasetError(`${where}: a brush stroke is not of an image of ${width} × ${height} pixels.`);
		return { mask };
	}
	if (type === 'polygonlabels' && value.points && value.points.length > 2) {
		const ring = value.points.flatMap(([x, y]) => [(x * width) / 100, (y * height) / 100]);
		return { mask: polygonMask(ring, width, height), polygons: [ring] };
	}
	const { x, y, width: w, height: h, rotation = 0 } = value;
	if (type === 'rectanglelabels' && [x, y, w, h].every((one) => one !== undefined) && rotation === 0) {
		const box: Box = [(x! * width) / 100, (y! * height) / 100, (w! * width) / 100, (h! * height) / 100];
		return { mask: boxMask(box, width, height), box };
	}
	return undefined;
}

/** The JSON file `source`, or the one of the folder `source`; undefined where it is not an export. */
export async function labelStudioFileOf(source: string): Promise<string | undefined> {
	const isExport = async (path: string) => {
		const head = await fileHead(path);
		return /^\uFEFF?\s*\[\s*(?:\]|\{)/.test(head) && /"data"\s*:\s*\{/.test(head);
	};
	if (await isFile(source)) return source.endsWith('.json') && (await isExport(source)) ? source : undefined;
	const named = join(source, 'tasks.json');
	const candidates = (await isFile(named))
		? [named]
		: await filesBelow(source, (name) => name.endsWith('.json'));
	const found: string[] = [];
	for (const path of candidates) if (await isExport(path)) found.push(path);
	return found.length === 1 ? found[0] : undefined;
}
