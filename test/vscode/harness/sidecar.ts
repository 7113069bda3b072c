import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../../src/dev/shell.mjs';
import { decodeRle } from '../../../src/shared/mask/cocoRle';
import type { Rle } from '../../../src/shared/mask/rle';
import { area } from '../../../src/shared/mask/runLengths';

/** A COCO file as the tests read it: by its own words, without our reader. */
export interface Coco {
	readonly info: { readonly strata?: { readonly schema: number } };
	readonly images: readonly {
		readonly id: number;
		readonly file_name: string;
		readonly width: number;
		readonly height: number;
	}[];
	readonly categories: readonly {
		readonly id: number;
		readonly name: string;
		readonly supercategory: string;
	}[];
	readonly annotations: readonly CocoAnnotation[];
}

export interface CocoAnnotation {
	readonly id: number;
	readonly category_id: number;
	readonly segmentation: Rle;
	readonly area: number;
	readonly iscrowd: number;
	readonly strata?: {
		readonly level?: number;
		readonly pack?: string;
		readonly parent?: number;
		readonly ladder?: readonly { readonly level: number; readonly segmentation: Rle }[];
		readonly click?: { readonly x: number; readonly y: number };
	};
}

export function maskArea({ segmentation }: CocoAnnotation): number {
	return area(decodeRle(segmentation));
}

/** The exact masks of the sample scene. */
export async function truth(): Promise<Coco> {
	return JSON.parse(await readFile(path.join(root, 'test/fixtures/still-life.truth.json'), 'utf8'));
}

/** A thing of the sample scene by its name, with a point well inside it. */
export async function truthOf(
	name: string,
): Promise<CocoAnnotation & { readonly click: { x: number; y: number } }> {
	const { categories, annotations } = await truth();
	const category = categories.find((one) => one.name === name);
	const annotation = annotations.find((one) => one.category_id === category?.id);
	const click = annotation?.strata?.click;
	if (!annotation || !click) throw new Error(`Expected ${name} in the sample scene.`);
	return { ...annotation, click };
}
