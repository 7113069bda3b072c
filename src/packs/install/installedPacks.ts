import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../shared/messageOf';
import { type PackManifest, readManifest } from '../manifest/packManifest';

/** A pack that is there, as its manifest says; its files are looked at when it is loaded. */
export interface InstalledPack {
	readonly id: string;
	readonly folder: string;
	readonly manifest: PackManifest;
}

/** What looks like a pack and is none. */
export interface BrokenPack {
	readonly id: string;
	readonly folder: string;
	/** Why, as a sentence. */
	readonly problem: string;
}

/** The packs in `folders`; of two with one id, the one that would be loaded. */
export async function installedPacks(
	folders: readonly string[],
): Promise<readonly (InstalledPack | BrokenPack)[]> {
	const found = new Map<string, InstalledPack | BrokenPack>();
	for (const root of folders) {
		// A folder of packs is made with the first one.
		for (const id of (await readdir(root).catch(() => [])).sort()) {
			const pack = found.has(id) ? undefined : await packIn(root, id);
			if (pack) found.set(id, pack);
		}
	}
	return [...found.values()];
}

export function isWhole(pack: InstalledPack | BrokenPack): pack is InstalledPack {
	return 'manifest' in pack;
}

async function packIn(root: string, id: string): Promise<InstalledPack | BrokenPack | undefined> {
	const folder = join(root, id);
	try {
		const read = await readManifest(root, id);
		return read && { id, folder, manifest: read.manifest };
	} catch (error) {
		return { id, folder, problem: messageOf(error) };
	}
}
