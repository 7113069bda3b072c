import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { InvalidArgumentError } from 'commander';
import { glob, isDynamicPattern } from 'tinyglobby';

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
