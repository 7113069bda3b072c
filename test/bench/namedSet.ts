import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { CategoryKind } from '../../src/shared/annotations/annotation';
import type { Rle } from '../../src/shared/mask/rle';

const rle = z.object({ size: z.tuple([z.int().positive(), z.int().positive()]), counts: z.string() });

/** clicks.json as `npm run eval` reads it, with names. A level of `part` or `subpart` is a part. */
const clicksFile = z.object({
	images: z.array(z.object({ id: z.int(), file_name: z.string() })),
	clicks: z.array(
		z.object({
			image_id: z.int(),
			masks: z.array(rle.extend({ name: z.string(), level: z.string().optional() })),
		}),
	),
});
const indexFile = z.array(z.object({ file: z.string(), labels: z.string().optional() }));
const labelsFile = z.object({
	masks: z.array(z.object({ name: z.string(), kind: z.string(), area: z.number(), segmentation: rle })),
});

export interface TrueMask {
	readonly name: string;
	readonly kind: CategoryKind;
	readonly segmentation: Rle;
}

export interface NamedImage {
	readonly path: string;
	readonly masks: readonly TrueMask[];
}

/** Smaller masks are of nothing that one would name. */
const minArea = 16;

/**
 * The true masks of a set, by image: of clicks.json, or of index.json with a file of labels for each image.
 *
 * @throws Error where the folder holds neither
 */
export async function readNamedSet(folder: string): Promise<NamedImage[]> {
	const clicks = await readJson(path.join(folder, 'clicks.json'));
	return clicks === undefined ? readLabels(folder) : readClicks(folder, clicksFile.parse(clicks));
}

async function readLabels(folder: string): Promise<NamedImage[]> {
	const images: NamedImage[] = [];
	for (const { file, labels } of indexFile.parse(await readJson(path.join(folder, 'index.json')))) {
		if (labels === undefined) continue;
		const { masks } = labelsFile.parse(await readJson(path.join(folder, labels)));
		const named = masks.flatMap(({ name, kind, area, segmentation }) =>
			(kind === 'object' || kind === 'part') && area >= minArea
				? [{ name, kind, segmentation } as const]
				: [],
		);
		images.push({ path: path.join(folder, 'photos', file), masks: named });
	}
	return images;
}

function readClicks(folder: string, { images, clicks }: z.infer<typeof clicksFile>): NamedImage[] {
	return images.map(({ id, file_name }) => {
		const masks = clicks.filter(({ image_id }) => image_id === id).flatMap((click) => click.masks);
		const once = new Map(masks.map((mask) => [mask.counts, mask]));
		return {
			path: path.join(folder, file_name),
			masks: [...once.values()].map(({ name, level, size, counts }) => ({
				name,
				kind: level?.includes('part') ? ('part' as const) : ('object' as const),
				segmentation: { size, counts },
			})),
		};
	});
}

/** @returns undefined where there is no such file */
async function readJson(file: string): Promise<unknown> {
	const text = await readFile(file, 'utf8').catch(() => undefined);
	return text === undefined ? undefined : JSON.parse(text);
}
