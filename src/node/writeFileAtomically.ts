import { access, constants, open, readdir, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isTemporaryName, temporaryName } from './hiddenNames';

/** No write takes that long: an older temporary file was left behind by a process that was killed. */
const temporaryLifetimeMs = 3_600_000;
const sweptFolders = new Set<string>();

/**
 * Writes a file whole or not at all: into a temporary file beside it, which is flushed to disk and renamed over it. A
 * symbolic link is followed, and an existing file keeps its permissions. (The package write-file-atomic replaces
 * read-only files, never flushes the folder, and installs signal handlers in the extension host, which is not ours.)
 *
 * @param content in one piece, or in pieces that are written one after another
 * @throws the file system's error (EACCES for a read-only file, ENOSPC, …); what was there before is then untouched
 */
export async function writeFileAtomically(
	path: string,
	content: Uint8Array | Iterable<Uint8Array>,
): Promise<void> {
	const target = await targetOf(path);
	const folder = dirname(target);
	const mode = await modeOf(target);
	const temporary = join(folder, temporaryName(target));
	try {
		const file = await open(temporary, 'wx');
		try {
			for (const bytes of content instanceof Uint8Array ? [content] : content) await file.writeFile(bytes);
			// After opening: the process's umask must not take permissions away.
			if (mode !== undefined) await file.chmod(mode);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temporary, target);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
	await syncFolder(folder);
	await sweep(folder);
}

/**
 * Finds out before any work whether a file can be written.
 *
 * @throws the error that `writeFileAtomically` would throw for a read-only file or folder, or for a path that is not a file
 */
export async function checkIsWritable(path: string): Promise<void> {
	const target = await targetOf(path);
	await modeOf(target);
	await access(dirname(target), constants.W_OK);
}

/** Where a symbolic link leads, even to a file that is not there yet: the link stays what it is. */
async function targetOf(path: string): Promise<string> {
	try {
		return await realpath(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
		const link = await readlink(path).catch(() => undefined);
		return link === undefined ? path : targetOf(resolve(dirname(path), link));
	}
}

/** @returns undefined where there is no such file yet */
async function modeOf(target: string): Promise<number | undefined> {
	const found = await stat(target).catch(ifMissing(undefined));
	if (!found) return undefined;
	if (!found.isFile()) {
		throw fileError(found.isDirectory() ? 'EISDIR' : 'EINVAL', `${basename(target)} is not a regular file`);
	}
	// The bits too, since `access` lets the superuser write anything.
	if ((found.mode & 0o222) === 0) throw fileError('EACCES', `${basename(target)} is read-only`);
	await access(target, constants.W_OK);
	return found.mode & 0o7777;
}

/** Makes the rename survive a power cut, on systems whose folders can be flushed. */
async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r').catch(() => undefined);
	// Windows and some network drives refuse: the file itself is on disk by now.
	await handle?.sync().catch(() => undefined);
	await handle?.close();
}

/** Removes what killed processes left in a folder; once for each folder. */
async function sweep(folder: string): Promise<void> {
	if (sweptFolders.has(folder)) return;
	sweptFolders.add(folder);
	for (const name of await readdir(folder).catch(() => [])) {
		if (!isTemporaryName(name)) continue;
		const file = join(folder, name);
		const found = await stat(file).catch(() => undefined);
		if (found && Date.now() - found.mtimeMs > temporaryLifetimeMs) {
			await rm(file, { force: true }).catch(() => undefined);
		}
	}
}

function fileError(code: string, message: string): NodeJS.ErrnoException {
	return Object.assign(new Error(message), { code });
}

function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
	return (error) => {
		if (error.code === 'ENOENT') return value;
		throw error;
	};
}
