import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIsRunning } from '../../node/processIsRunning';

/** Followed by the id of the process whose the folder is. */
const prefix = 'strata-image-';

/** Gives some work a folder for files that only it needs, and removes it in the end. */
export async function withScratchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
	await sweep();
	const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
	try {
		return await work(folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** Removes the folders of processes that were killed: a large image in one takes hundreds of megabytes. */
async function sweep(): Promise<void> {
	for (const name of await readdir(tmpdir()).catch(() => [])) {
		if (!name.startsWith(prefix) || processIsRunning(Number.parseInt(name.slice(prefix.length), 10)))
			continue;
		// Another user's is not ours to remove.
		await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
	}
}
