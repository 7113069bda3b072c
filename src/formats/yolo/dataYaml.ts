import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { DatasetError } from '../../dataset/datasetError';
import { isFile } from '../../dataset/imageFiles';
import { messageOf } from '../../shared/messageOf';

/** What a data.yaml says. */
export interface DataYaml {
	/** The folder that its paths start from. */
	readonly root: string;
	/** By class number. */
	readonly names: ReadonlyMap<number, string>;
	/** For each split the folders of images, or the files that list them. */
	readonly splits: ReadonlyMap<string, readonly string[]>;
}

/** No file has a name with a zero in it, and Node refuses to look for one. */
const path = z.string().regex(/^[^\0]*$/);
const places = z.union([path, z.array(path)]).nullish();
const name = z.union([z.string(), z.number()]).transform(String);
const shape = z.looseObject({
	path: path.nullish(),
	train: places,
	val: places,
	test: places,
	names: z.union([z.array(name), z.record(z.string().regex(/^\d+$/), name)]),
});

const usualNames = ['data.yaml', 'data.yml', 'dataset.yaml'];

/** The YAML file that `source` is, or that the folder `source` has; undefined where there is none. */
export async function dataYamlOf(source: string): Promise<string | undefined> {
	if (await isFile(source)) return /\.ya?ml$/i.test(source) ? source : undefined;
	for (const candidate of usualNames) {
		const path = join(source, candidate);
		if (await isFile(path)) return path;
	}
	return undefined;
}

/** @throws DatasetError where it is not one */
export async function readDataYaml(path: string): Promise<DataYaml> {
	let yaml: unknown;
	try {
		yaml = parse(await readFile(path, 'utf8'));
	} catch (error) {
		throw new DatasetError(`${basename(path)} is not YAML: ${messageOf(error)}`);
	}
	const read = shape.safeParse(yaml);
	if (!read.success) {
		throw new DatasetError(
			`${basename(path)} needs the names of the classes and the folders of images (train, val, test).`,
		);
	}
	const { names, path: root } = read.data;
	const splits = new Map<string, readonly string[]>();
	for (const split of ['train', 'val', 'test'] as const) {
		const value = read.data[split];
		if (value) splits.set(split, [value].flat());
	}
	const folder = dirname(path);
	return {
		root: !root ? folder : isAbsolute(root) ? root : join(folder, root),
		names: new Map(Object.entries(names).map(([number, text]) => [Number(number), text])),
		splits,
	};
}

/** A data.yaml for a folder with `images/SPLIT` and `labels/SPLIT`. */
export function dataYaml(names: readonly string[], splits: readonly string[]): string {
	const folderOf = (split: string) => `images/${split}`;
	const [first = 'train'] = splits;
	// Trainers insist on both; a dataset without a split of its own is validated on what it has.
	const folders = {
		train: folderOf(splits.includes('train') ? 'train' : first),
		val: folderOf(splits.includes('val') ? 'val' : first),
	};
	const others = splits.filter((split) => !(split in folders));
	return stringify({
		path: '.',
		...folders,
		...Object.fromEntries(others.map((split) => [split, folderOf(split)])),
		// A map, since the keys of an object would be written as texts.
		names: new Map(names.map((one, i) => [i, one])),
	});
}
