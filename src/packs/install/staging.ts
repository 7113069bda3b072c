import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processIsRunning } from '../../node/processIsRunning';
import { PackError } from '../manifest/packError';

/**
 * A pack on its way into a folder of packs: its files gather beside the others, in a folder that no id can name, and
 * take their place all at once. What a download left there is gone on with next time.
 */
export class Staging {
	private constructor(
		private readonly root: string,
		private readonly id: string,
		readonly folder: string,
	) {}

	/** @throws PackError where another process is at this very pack */
	static async open(root: string, id: string): Promise<Staging> {
		const staging = new Staging(root, id, join(root, '.partial', id));
		await mkdir(staging.folder, { recursive: true });
		await staging.lock();
		return staging;
	}

	/**
	 * Puts it in place of what was there.
	 *
	 * @param files what belongs to the pack; the rest (of an earlier try, or notes of downloads) is cleared away
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
			// The old one back, where there was one.
			await rename(old, place).catch(() => undefined);
			throw error;
		}
		// On Windows a file that is in use stays; it is cleared away next time.
		await rm(old, { recursive: true, force: true }).catch(() => undefined);
	}

	/** Lets go; what is there stays. */
	async leave(): Promise<void> {
		await this.unlock();
	}

	/** Lets go, and clears away what is there. */
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
			const owner = Number(await readFile(this.lockFile, 'utf8').catch(() => ''));
			if (processIsRunning(owner)) {
				throw new PackError(
					'download',
					`“${this.id}” is being installed already, in another window perhaps.`,
				);
			}
			await writeFile(this.lockFile, String(process.pid));
		}
	}

	private async unlock(): Promise<void> {
		await rm(this.lockFile, { force: true });
	}
}
