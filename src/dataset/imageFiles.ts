import { opendir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { readImageInfo } from '../inference/image/imageInput';
import { InferenceError } from '../shared/inferenceError';
import { DatasetError } from './datasetError';

const extensions = new Set([
	'.png',
	'.jpg',
	'.jpeg',
	'.jpe',
	'.webp',
	'.bmp',
	'.gif',
	'.tif',
	'.tiff',
	'.avif',
]);

export const isImageName = (name: string): boolean => extensions.has(extname(name).toLowerCase());

/** Path from `root` with forward slashes, as datasets name files on every system. */
export const nameIn = (root: string, path: string): string => relative(root, path).split(sep).join('/');

/** The name without its extension. */
export const stem = (name: string): string => name.slice(0, name.length - extname(name).length);

/** All files below a folder whose name is wanted, in a fixed order; hidden folders and node_modules are left out. */
export async function filesBelow(root: string, isWanted: (name: string) => boolean): Promise<string[]> {
	const found: string[] = [];
	const visit = async (folder: string): Promise<void> => {
		for await (const entry of await opendir(folder)) {
			if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
			const path = join(folder, entry.name);
			if (entry.isDirectory()) await visit(path);
			else if (isWanted(entry.name)) found.push(path);
		}
	};
	await visit(root);
	return found.sort((a, b) => (a < b ? -1 : 1));
}

/** Finds pictures by the names that annotation files give them, which are seldom the whole path. */
export class ImageFinder {
	private byName: Promise<ReadonlyMap<string, readonly string[]>> | undefined;

	/** @param folders where to look, the most likely first */
	constructor(private readonly folders: readonly string[]) {}

	/** The picture that a file calls `name`, looked for at that path in each folder, then by its last part alone. */
	async find(name: string): Promise<string | undefined> {
		const plain = name.replaceAll('\\', '/');
		for (const folder of this.folders) {
			const path = join(folder, plain);
			if (nameIn(folder, path).startsWith('..')) continue;
			if (await isFile(path)) return path;
		}
		this.byName ??= this.index();
		const last = plain.slice(plain.lastIndexOf('/') + 1);
		const [only, ...others] = (await this.byName).get(last) ?? [];
		return others.length === 0 ? only : undefined;
	}

	private async index(): Promise<ReadonlyMap<string, readonly string[]>> {
		const byName = new Map<string, string[]>();
		for (const folder of this.folders) {
			for (const path of await filesBelow(folder, isImageName).catch(() => [])) {
				const name = path.slice(path.lastIndexOf(sep) + 1);
				const same = byName.get(name) ?? [];
				if (!same.includes(path)) byName.set(name, [...same, path]);
			}
		}
		return byName;
	}
}

export function isFile(path: string): Promise<boolean> {
	return stat(path).then(
		(found) => found.isFile(),
		() => false,
	);
}

/** The size of a picture in pixels after EXIF rotation. @throws DatasetError where it cannot be read */
export async function imageSize(path: string): Promise<{ readonly width: number; readonly height: number }> {
	const bytes = await readFile(path);
	try {
		const { width, height } = await readImageInfo(bytes, path);
		return { width, height };
	} catch (error) {
		throw error instanceof InferenceError ? new DatasetError(error.message) : error;
	}
}
