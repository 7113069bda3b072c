import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const rle = z.object({ size: z.tuple([z.int().positive(), z.int().positive()]), counts: z.string() });

/** clicks.json: images, and clicks with every true mask under them. `x`, `y` are pixel indices. */
const clicksFile = z.object({
	images: z.array(
		z.object({
			id: z.int(),
			file_name: z.string(),
			width: z.int().positive(),
			height: z.int().positive(),
		}),
	),
	clicks: z.array(
		z.object({
			image_id: z.int(),
			x: z.number(),
			y: z.number(),
			masks: z.array(rle).min(1),
		}),
	),
});

export type Click = z.infer<typeof clicksFile>['clicks'][number];

export interface ClickImage {
	readonly path: string;
	readonly clicks: readonly Click[];
}

/** @throws Error with a sentence where the folder holds no set of clicks */
export async function readClickSet(folder: string): Promise<ClickImage[]> {
	const file = path.join(folder, 'clicks.json');
	const parsed = clicksFile.safeParse(JSON.parse(await readFile(file, 'utf8')));
	if (!parsed.success) {
		const issue = parsed.error.issues[0]!;
		throw new Error(`${file}, at ${issue.path.join('.') || 'the top'}: ${issue.message}.`);
	}
	const { images, clicks } = parsed.data;
	return images.map(({ id, file_name }) => ({
		path: path.join(folder, file_name),
		clicks: clicks.filter(({ image_id }) => image_id === id),
	}));
}
