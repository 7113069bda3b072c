import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIsRunning } from './processIsRunning';

/** Followed by the id of the process whose the folder is. */
const prefix = 'strata-image-';

/** Gives some work a folder for files that only it needs, and removes it in the end. */
export async function withScratchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	const folder = await makeFolder();
	try {
		return await work(folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** A folder for files that this process needs until it ends; who made it may remove it earlier. */
export async function makeScratchFolder(): Promise<string> {
	const folder = await makeFolder();
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

async function makeFolder(): Promise<string> {
	await sweepScratchFolders();
	return mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
}

/** Removes the folders of processes that were killed: a large image in one takes hundreds of megabytes. */
export async function sweepScratchFolders(): Promise<void> {
	for (const name of await readdir(tmpdir()).catch(() => [])) {
		if (!name.startsWith(prefix) || processIsRunning(Number.parseInt(name.slice(prefix.length), 10)))
			continue;
		// Another user's is not ours to remove.
		await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
	}
}
