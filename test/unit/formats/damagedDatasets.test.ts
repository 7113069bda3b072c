import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../../src/dataset/datasetError';
import { Losses } from '../../../src/dataset/losses';
import { labelme } from '../../../src/formats/labelme/labelme';
import { yolo } from '../../../src/formats/yolo/yolo';
import { inTemporaryFolder } from '../dataset/datasets';

const picture = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
	'base64',
);
/** The same, whose header claims to be wide. */
const wide = Buffer.from(picture);
wide.writeUInt32BE(16_000_000, 16);
const yaml = 'train: images\nnames:\n  0: dog\n';

/** Reads a dataset of these files to its end. */
const read = (files: Readonly<Record<string, string | Uint8Array>>) =>
	inTemporaryFolder(async (folder) => {
		for (const [name, content] of Object.entries(files)) {
			await mkdir(join(folder, name, '..'), { recursive: true });
			await writeFile(join(folder, name), content);
		}
		const format = 'data.yaml' in files ? yolo : labelme;
		const { images } = await format.read!(folder, { losses: new Losses() });
		for await (const image of images()) void image;
	});

describe('a dataset that is damaged is refused in one line', () => {
	it.each<[string, Readonly<Record<string, string | Uint8Array>>, RegExp]>([
		['YAML', { 'data.yaml': 'names:\n  0: dog: cat\n' }, /^data\.yaml is not YAML: [^\n]+$/],
		['JSON', { 'one.json': '{\n  "shapes": [\n    ?\n  ]\n}' }, /^one\.json is not JSON: [^\n]+$/],
		['a name with a zero', { 'data.yaml': 'train: "a\\0b"\nnames: [dog]\n' }, /^data\.yaml needs the names/],
		[
			'labels that are no text',
			{ 'data.yaml': yaml, 'images/a.png': picture, 'labels/a.txt': Buffer.of(0x30, 0xff, 0xfe) },
			/^a\.txt is no text in UTF-8\.$/,
		],
		[
			'a picture that is none',
			{ 'data.yaml': yaml, 'images/a.png': 'words', 'labels/a.txt': '' },
			/a\.png is a file of 5 bytes/,
		],
		[
			'polygons over more columns than any mask needs',
			{ 'data.yaml': yaml, 'images/a.png': wide, 'labels/a.txt': '0 0 0 1 1 0 1 1 0' },
			/^Expected polygons that cross at most [^\n]+\.$/,
		],
	])('%s', async (_, files, sentence) => {
		const failure = await read(files).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(DatasetError);
		expect((failure as Error).message).toMatch(sentence);
	});
});
