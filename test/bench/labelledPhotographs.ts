import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import type { RunLengths } from '../../src/shared/mask/runLengths';

/** One image in ten is kept for choosing, by its name alone, so that no later list can move one over. */
const parts = 10;

const indexFile = z.array(
	z.object({ file: z.string(), labels: z.string().optional(), width: z.int(), height: z.int() }),
);

const labelFile = z.object({
	masks: z.array(
		z.object({
			name: z.string(),
			kind: z.enum(['object', 'part', 'stuff', 'crowd']),
			segmentation: z.object({ size: z.tuple([z.int(), z.int()]), counts: z.string() }),
		}),
	),
});

/** A mask that a person drew. */
export type Label = z.infer<typeof labelFile>['masks'][number] & { readonly mask: RunLengths };

interface LabelledPhotograph {
	readonly file: string;
	readonly width: number;
	readonly height: number;
	/** Crowds are not among them. */
	readonly labels: readonly Label[];
}

/** Which part of the images this one is in, 0 to 9; 0 is the one for choosing. */
export const tenthOf = (file: string): number =>
	createHash('sha256').update(file).digest().readUInt16BE(0) % parts;

/** All photographs of a folder, also those without human masks. @param wanted tenths, 0 to 9 */
export async function photographs(from: string, wanted: readonly number[]) {
	const index = indexFile.parse(JSON.parse(await readFile(path.join(from, 'index.json'), 'utf8')));
	return index.filter(({ file }) => wanted.includes(tenthOf(file)));
}

/**
 * The photographs of a folder that have human masks.
 *
 * @param from holds index.json, labels and photos
 * @param wanted tenths, 0 to 9
 */
export async function* labelledPhotographs(
	from: string,
	wanted: readonly number[],
): AsyncGenerator<LabelledPhotograph> {
	for (const { file, labels, width, height } of await photographs(from, wanted)) {
		if (!labels) continue;
		const { masks } = labelFile.parse(JSON.parse(await readFile(path.join(from, labels), 'utf8')));
		const drawn = masks.filter(({ kind }) => kind !== 'crowd');
		yield {
			...{ file, width, height },
			labels: drawn.map((label) => ({ ...label, mask: decodeRle(label.segmentation) })),
		};
	}
}
