import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../shared/messageOf';
import { type PackManifest, readManifest } from '../manifest/packManifest';

/** An installed pack as its manifest describes it; its files are checked when it is loaded. */
export interface InstalledPack {
	readonly id: string;
	readonly folder: string;
	readonly manifest: PackManifest;
}

/** A folder whose pack.json cannot be used. */
export interface BrokenPack {
	readonly id: string;
	readonly folder: string;
	/** Why, as a sentence. */
	readonly problem: string;
}

/** The packs in `folders`; of two with the same id, the one that would be loaded. */
export async function installedPacks(
	folders: readonly string[],
): Promise<readonly (InstalledPack | BrokenPack)[]> {
	const found = new Map<string, InstalledPack | BrokenPack>();
	for (const root of folders) {
		// The folder is created with the first pack.
		for (const id of (await readdir(root).catch(() => [])).sort()) {
			const pack = found.has(id) ? undefined : await readPack(root, id);
			if (pack) found.set(id, pack);
		}
	}
	return [...found.values()];
}

export function isIntact(pack: InstalledPack | BrokenPack): pack is InstalledPack {
	return 'manifest' in pack;
}

/** What the user should know of a pack before using it, sentences. */
export function packNotes({ name, family, masksPerPrompt }: PackManifest): readonly string[] {
	return family === 'sam' && masksPerPrompt === 1
		? [`${name} gives one mask per prompt, so further levels only come from follow-up prompts.`]
		: [];
}

async function readPack(root: string, id: string): Promise<InstalledPack | BrokenPack | undefined> {
	const folder = join(root, id);
	try {
		const read = await readManifest(root, id);
		return read && { id, folder, manifest: read.manifest };
	} catch (error) {
		return { id, folder, problem: messageOf(error) };
	}
}
