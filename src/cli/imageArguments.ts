import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { InvalidArgumentError } from 'commander';
import { glob, isDynamicPattern } from 'tinyglobby';
import { filesBelow, isImageName, nameIn } from '../dataset/imageFiles';

/** Standard input in place of a file. */
const standardInput = '-';

/** An image that was named on the command line. */
export interface NamedImage {
	/** As the user wrote it: for what is printed. */
	readonly name: string;
	/** Absolute; undefined for standard input. */
	readonly path: string | undefined;
	/** What the inference service opens. */
	source(): Promise<string | Uint8Array>;
}

/**
 * The images that the arguments name, each once: files, patterns such as `photos/*.jpg` (for shells that leave them
 * alone), or `-` for standard input.
 *
 * @throws InvalidArgumentError for a folder, or a pattern that nothing matches
 */
export async function imagesNamed(names: readonly string[]): Promise<readonly NamedImage[]> {
	const found = new Map<string, NamedImage>();
	for (const name of names) {
		for (const image of await imagesOf(name)) found.set(image.path ?? standardInput, image);
	}
	return [...found.values()];
}

/** An image of a folder that a command works through. */
export interface FolderImage extends NamedImage {
	readonly path: string;
	/** Path from the folder that was named, or from the working folder, with forward slashes: the same on all machines. */
	readonly key: string;
}

/**
 * The image files that the arguments name, each once and in a fixed order: files, patterns, and folders with all that
 * is below them. Of a pattern's matches only those are taken whose names are those of images.
 *
 * @throws InvalidArgumentError for a folder without images, or a pattern that no image matches
 */
export async function imagesBelow(names: readonly string[]): Promise<readonly FolderImage[]> {
	const found = new Map<string, FolderImage>();
	for (const name of names) {
		for (const image of await folderImagesOf(name)) {
			if (!found.has(image.path)) found.set(image.path, image);
		}
	}
	return [...found.values()];
}

async function folderImagesOf(name: string): Promise<readonly FolderImage[]> {
	const info = await stat(name).catch(() => undefined);
	if (info?.isDirectory()) {
		const root = resolve(name);
		const paths = await filesBelow(root, isImageName);
		if (paths.length === 0) throw new InvalidArgumentError(`There is no image in ${name}.`);
		return paths.map((path) => ({
			...namedImage(join(name, relative(root, path))),
			path,
			key: nameIn(root, path),
		}));
	}
	const images = (await imagesOf(name)).flatMap(({ path, ...image }) =>
		path === undefined || !(info || isImageName(path)) ? [] : [{ ...image, path, key: nameIn('.', path) }],
	);
	if (images.length === 0) throw new InvalidArgumentError(`No image matches ${name}.`);
	return images;
}

/** @throws InvalidArgumentError where the argument names anything but one image file */
export async function imageFileNamed(name: string): Promise<NamedImage & { readonly path: string }> {
	const [image, ...others] = await imagesOf(name);
	if (image?.path !== undefined && others.length === 0) return { ...image, path: image.path };
	throw new InvalidArgumentError(`Expected one image file but received ${name}.`);
}

async function imagesOf(name: string): Promise<readonly NamedImage[]> {
	if (name === standardInput) return [{ name, path: undefined, source: () => buffer(process.stdin) }];
	const info = await stat(name).catch(() => undefined);
	// `a.png/` would be taken for a.png, and the sidecar for a file in a folder.
	if (info?.isDirectory() || /[\\/]$/.test(name)) {
		throw new InvalidArgumentError(`Expected an image file but ${name} names a folder.`);
	}
	if (info || !isDynamicPattern(name)) return [namedImage(name)];
	const matches = await glob(name.replaceAll('\\', '/'), { dot: false, expandDirectories: false });
	if (matches.length === 0) throw new InvalidArgumentError(`No file matches ${name}.`);
	return matches.sort().map(namedImage);
}

function namedImage(name: string): NamedImage {
	const path = resolve(name);
	return { name, path, source: async () => path };
}
