import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

const folders = () => envPaths('strata', { suffix: '' });

/** Where the command line installs packs, and where the editor looks for them too; `$STRATA_PACKS` names another. */
export function userPacksFolder(): string {
	const { STRATA_PACKS } = process.env;
	return STRATA_PACKS ? resolve(STRATA_PACKS) : join(folders().data, 'packs');
}

/** Where the command line keeps what it can compute again. */
export function userCacheFolder(): string {
	return folders().cache;
}
