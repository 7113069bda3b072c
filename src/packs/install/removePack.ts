import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../shared/messageOf';
import { PackError } from '../manifest/packError';
import { Staging } from './staging';

/**
 * Removes a pack, and what an unfinished download of it left, from a folder of packs. It is moved away at once; a file
 * that is in use (on Windows) is deleted when the pack is installed or removed again.
 *
 * @param id of a pack that `installedPacks` found there
 * @throws PackError where it cannot be moved, or another process is installing it
 */
export async function removePack(root: string, id: string): Promise<void> {
	const staging = await Staging.open(root, id);
	try {
		const old = join(root, '.partial', `${id}.old`);
		await rm(old, { recursive: true, force: true });
		await rename(join(root, id), old);
		await rm(old, { recursive: true, force: true }).catch(() => undefined);
	} catch (error) {
		throw new PackError('contents', `“${id}” cannot be removed from ${root}: ${messageOf(error)}.`, error);
	} finally {
		await staging.discard();
	}
}
