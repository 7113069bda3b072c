import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processIsRunning } from '../../node/processIsRunning';
import { writeFileAtomically } from '../../node/writeFileAtomically';
import { PackError } from '../manifest/packError';
import type { PackManifest } from '../manifest/packManifest';

/** An interrupted download that nobody has resumed for so long is deleted. */
const lifetimeMs = 30 * 24 * 3_600_000;

/**
 * A pack that is being installed: its files are collected in `<root>/.partial/<id>`, which cannot be the id of a pack,
 * and moved into place all at once. What an interrupted download leaves there is resumed next time.
 */
export class Staging {
	private constructor(
		private readonly root: string,
		private readonly id: string,
		readonly folder: string,
	) {}

	/** @throws PackError where another process is installing or removing this pack */
	static async open(root: string, id: string): Promise<Staging> {
		const staging = new Staging(root, id, join(root, '.partial', id));
		await mkdir(staging.folder, { recursive: true });
		await staging.lock();
		await removeAbandoned(join(root, '.partial'), id);
		return staging;
	}

	async writeManifest(manifest: PackManifest): Promise<void> {
		const text = `${JSON.stringify(manifest, null, '\t')}\n`;
		await writeFileAtomically(join(this.folder, 'pack.json'), new TextEncoder().encode(text));
	}

	/**
	 * Replaces the installed pack, if there is one.
	 *
	 * @param files those of the pack; all others (of earlier attempts) are deleted
	 */
	async finish(files: readonly string[]): Promise<void> {
		for (const name of await readdir(this.folder)) {
			if (!files.includes(name)) await rm(join(this.folder, name), { recursive: true, force: true });
		}
		const place = join(this.root, this.id);
		const old = join(this.root, '.partial', `${this.id}.old`);
		await rm(old, { recursive: true, force: true });
		await rename(place, old).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== 'ENOENT') throw error;
		});
		try {
			await rename(this.folder, place);
		} catch (error) {
			// Put the old one back, if there was one.
			await rename(old, place).catch(() => undefined);
			throw error;
		}
		// On Windows a file that is in use cannot be deleted; the next installation does it.
		await rm(old, { recursive: true, force: true }).catch(() => undefined);
	}

	/** Ends the installation and keeps what was downloaded. */
	async release(): Promise<void> {
		await rm(this.lockFile, { force: true });
	}

	/** Ends the installation and deletes what was collected. */
	async discard(): Promise<void> {
		await rm(this.folder, { recursive: true, force: true });
	}

	private get lockFile(): string {
		return join(this.folder, '.lock');
	}

	private async lock(): Promise<void> {
		try {
			await writeFile(this.lockFile, String(process.pid), { flag: 'wx' });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
			if (await isLocked(this.folder)) {
				throw new PackError(
					'download',
					`“${this.id}” is already being installed, perhaps in another window. Wait until that has ended.`,
				);
			}
			await writeFile(this.lockFile, String(process.pid));
		}
	}
}

async function isLocked(folder: string): Promise<boolean> {
	const owner = await readFile(join(folder, '.lock'), 'utf8').catch(() => '');
	return processIsRunning(Number(owner));
}

/** Deletes what interrupted downloads of other packs left long ago. */
async function removeAbandoned(partial: string, current: string): Promise<void> {
	for (const name of await readdir(partial)) {
		const folder = join(partial, name);
		if (name === current || (await isLocked(folder))) continue;
		const found = await stat(folder).catch(() => undefined);
		if (!found || Date.now() - found.mtimeMs < lifetimeMs) continue;
		await rm(folder, { recursive: true, force: true }).catch(() => undefined);
	}
}
