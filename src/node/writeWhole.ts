import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file whole or not at all: into a temporary file beside it, synced, then renamed over it. A link is
 * followed, and an existing file keeps its permissions.
 *
 * @throws the file system's error (EACCES, ENOSPC, …); the file that was there is then untouched.
 */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
	const target = await realpath(path).catch(ifMissing(path));
	const mode = (await stat(target).catch(ifMissing(undefined)))?.mode;
	const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
	try {
		const file = await open(temporary, 'wx', mode);
		try {
			await file.writeFile(bytes);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temporary, target);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
}

function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
	return (error) => {
		if (error.code === 'ENOENT') return value;
		throw error;
	};
}
