import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where the command line installs packs, and where the editor looks for them too: `$STRATA_PACKS`, or where this
 * system's programs keep their data.
 */
export function userPacksFolder(
	{ STRATA_PACKS, XDG_DATA_HOME, LOCALAPPDATA } = process.env,
	platform: NodeJS.Platform = process.platform,
): string {
	if (STRATA_PACKS) return resolve(STRATA_PACKS);
	if (platform === 'win32') {
		return join(LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'strata', 'packs');
	}
	if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'strata', 'packs');
	return join(XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'strata', 'packs');
}
