import { readFile } from 'node:fs/promises';

/** A file's text; undefined where there is no such file. */
export async function readTextIfThere(file: string): Promise<string | undefined> {
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}
