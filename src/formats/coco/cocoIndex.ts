import { basename } from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../../dataset/datasetError';
import { jsonElements } from '../../dataset/jsonElements';

/** Where an entry is in its file, in bytes. */
interface Span {
	readonly offset: number;
	readonly length: number;
}

/** Where everything is in a COCO file: small, however large the file. */
export interface CocoIndex {
	readonly path: string;
	readonly categories: readonly Record<string, unknown>[];
	readonly images: readonly (Span & { readonly annotations: readonly Span[] })[];
	/** How many annotations are of an image that is not listed. */
	readonly orphans: number;
}

const id = z.int();
const image = z.looseObject({ id, file_name: z.string() });
const annotation = z.looseObject({ id, image_id: id, category_id: id });
const category = z.looseObject({ id, name: z.string() });

/** Goes through a COCO file once. @throws DatasetError where it is not one */
export async function indexCoco(path: string): Promise<CocoIndex> {
	const categories: Record<string, unknown>[] = [];
	const images = new Map<number, Span & { annotations: Span[] }>();
	const annotations = new Map<number, Span[]>();
	for await (const { key, value, offset, length } of jsonElements(path)) {
		const fault = (what: string) =>
			new DatasetError(`${basename(path)}, at byte ${offset}: this is not ${what} of a COCO file.`);
		if (key === 'images') {
			const read = image.safeParse(value);
			if (!read.success || images.has(read.data.id)) throw fault('an image');
			images.set(read.data.id, { offset, length, annotations: [] });
		} else if (key === 'annotations') {
			const read = annotation.safeParse(value);
			if (!read.success) throw fault('an annotation');
			const of = annotations.get(read.data.image_id);
			if (of) of.push({ offset, length });
			else annotations.set(read.data.image_id, [{ offset, length }]);
		} else if (key === 'categories') {
			const read = category.safeParse(value);
			if (!read.success) throw fault('a category');
			categories.push(read.data);
		}
	}
	let orphans = 0;
	for (const [imageId, spans] of annotations) {
		const of = images.get(imageId);
		if (of) of.annotations = spans;
		else orphans += spans.length;
	}
	return { path, categories, images: [...images.values()], orphans };
}
