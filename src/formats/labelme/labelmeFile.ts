import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../../dataset/datasetError';
import { fileHead } from '../../dataset/fileHead';
import { filesBelow, isFile } from '../../dataset/imageFiles';
import { messageOf } from '../../shared/messageOf';
import { sidecarSuffix } from '../sidecar/sidecarAddress';

const point = z.tuple([z.number(), z.number()]);
const prompt = z.discriminatedUnion('type', [
	z.object({ type: z.literal('point'), x: z.number(), y: z.number(), positive: z.boolean() }),
	z.object({ type: z.literal('box'), x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() }),
]);

/** What Strata adds to a shape; labelme carries keys that it does not know. */
const strata = z.object({
	kind: z.enum(['object', 'part']).optional(),
	level: z.int().optional(),
	score: z.number().optional(),
	prompts: z.array(prompt).optional(),
	pack: z.string().optional(),
});

const shape = z.looseObject({
	label: z.union([z.string(), z.number()]).transform(String),
	points: z.array(point),
	group_id: z.number().nullish(),
	shape_type: z.string().nullish(),
	mask: z.string().nullish(),
	score: z.number().nullish(),
	strata: strata.optional(),
});

const file = z.looseObject({
	shapes: z.array(shape),
	imagePath: z.string().nullish(),
	imageData: z.string().nullish(),
	imageHeight: z.int().nullish(),
	imageWidth: z.int().nullish(),
});

export type LabelmeShape = z.infer<typeof shape>;
export type LabelmeFile = z.infer<typeof file>;

/** @throws DatasetError where it is not a labelme file */
export async function readLabelmeFile(path: string): Promise<LabelmeFile> {
	let json: unknown;
	try {
		json = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
	} catch (error) {
		throw new DatasetError(`${basename(path)} is not JSON: ${messageOf(error)}`);
	}
	const read = file.safeParse(json);
	if (read.success) return read.data;
	const { path: at } = read.error.issues[0]!;
	throw new DatasetError(
		`${basename(path)} is not a labelme file: ${at.join('.') || 'the whole'} is missing or wrong.`,
	);
}

/** The labelme file `source`, or those of the folder `source`. */
export async function labelmeFilesOf(source: string): Promise<string[]> {
	if (await isFile(source)) return [source];
	const found: string[] = [];
	const isCandidate = (name: string) => name.endsWith('.json') && !name.endsWith(sidecarSuffix);
	for (const path of await filesBelow(source, isCandidate))
		if (await looksLikeLabelme(path)) found.push(path);
	return found;
}

/** Whether a file begins as labelme's and X-AnyLabeling's do; only its head is read. */
export async function looksLikeLabelme(path: string): Promise<boolean> {
	if (!path.endsWith('.json') || path.endsWith(sidecarSuffix)) return false;
	return /^\uFEFF?\s*\{[\s\S]*"(?:shapes"\s*:\s*\[|imagePath"\s*:)/.test(await fileHead(path, 4096));
}
