import { readFile, stat } from 'node:fs/promises';

/**
 * Makes sure that a path leads to a regular file: reading a pipe can wait for ever, and a device may never end.
 *
 * @returns its size and time
 * @throws the file system's error, or an Error whose `code` is EINVAL
 */
export async function regularFile(
	path: string,
): Promise<{ readonly size: number; readonly mtimeMs: number }> {
	const found = await stat(path);
	if (found.isFile()) return found;
	throw Object.assign(new Error('it is not a regular file'), { code: 'EINVAL' });
}

/** @throws as `regularFile`, or an Error whose `code` is EFBIG where it has more bytes than `maxBytes` */
export async function readSmallFile(path: string, maxBytes: number): Promise<Buffer> {
	const { size } = await regularFile(path);
	if (size > maxBytes) {
		const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
		const message = `it has ${mebibytes(size)}, more than the ${mebibytes(maxBytes)} that are allowed`;
		throw Object.assign(new Error(message), { code: 'EFBIG' });
	}
	return readFile(path);
}
