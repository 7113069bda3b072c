import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Rle } from '../../src/shared/mask/rle';
import { root } from './support';

export const picture = path.join(root, 'media', 'samples', 'still-life.jpg');
const truthFile = path.join(root, 'test', 'fixtures', 'still-life.truth.json');

/** A thing of the sample scene, with its exact mask and a point well inside it. */
export interface Thing {
	readonly name: string;
	readonly segmentation: Rle;
	readonly click: { readonly x: number; readonly y: number };
}

/** All things of the sample scene. */
export async function readTruth(): Promise<Thing[]> {
	const { annotations, categories } = JSON.parse(await readFile(truthFile, 'utf8'));
	return annotations.map(
		(annotation: { category_id: number; segmentation: Rle; strata: Pick<Thing, 'click'> }) => ({
			name: categories.find(({ id }: { id: number }) => id === annotation.category_id).name,
			segmentation: annotation.segmentation,
			click: annotation.strata.click,
		}),
	);
}
