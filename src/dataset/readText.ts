import { basename } from 'node:path';
import { readTextIfThere } from '../node/textFile';
import { DatasetError } from './datasetError';

/**
 * The text of a file of a dataset; undefined where there is no such file.
 *
 * @throws DatasetError where it is not UTF-8; the file system's error
 */
export async function readText(path: string): Promise<string | undefined> {
	try {
		return await readTextIfThere(path);
	} catch (error) {
		if (!(error instanceof TypeError)) throw error;
		throw new DatasetError(`${basename(path)} is no text in UTF-8.`);
	}
}
