import { access, constants, copyFile, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { temporaryName } from '../node/hiddenNames';
import { writeFileAtomically } from '../node/writeFileAtomically';
import { DatasetError } from './datasetError';

/** A file that is written piece by piece and appears whole, or not at all. */
export interface StreamedFile {
	write(text: string): Promise<void>;
	/** Puts the file in its place. */
	end(): Promise<void>;
}

const bufferedCharacters = 1 << 16;

/**
 * The folder that a dataset is written into. Names come from files of others, so that a name which leads out of the
 * folder is refused, and a file that is there already is only replaced where that was asked for.
 */
export class OutputFolder {
	private readonly written = new Set<string>();
	private readonly open = new Set<() => Promise<void>>();

	constructor(
		readonly path: string,
		private readonly overwrite: boolean,
	) {}

	/** Paths of all files that were written, from the folder. */
	get files(): readonly string[] {
		return [...this.written];
	}

	async write(name: string, content: string | Uint8Array): Promise<void> {
		const target = await this.prepare(name);
		// What is replaced must not be lost half-way; flushing each new file would only take time.
		if (await isThere(target)) await writeFileAtomically(target, Buffer.from(content));
		else await writeFile(target, content);
	}

	/** Copies a file; a file system that can share the bytes does. */
	async copy(source: string, name: string): Promise<void> {
		const target = await this.prepare(name);
		await copyFile(source, target, constants.COPYFILE_FICLONE);
	}

	async stream(name: string): Promise<StreamedFile> {
		const target = await this.prepare(name);
		const temporary = join(dirname(target), temporaryName(target));
		const file = await open(temporary, 'wx');
		const abandon = async () => {
			await file.close();
			await rm(temporary, { force: true });
		};
		this.open.add(abandon);
		let pending = '';
		const flush = async () => {
			await file.writeFile(pending);
			pending = '';
		};
		return {
			write: async (text) => {
				pending += text;
				if (pending.length > bufferedCharacters) await flush();
			},
			end: async () => {
				await flush();
				await file.sync();
				await file.close();
				this.open.delete(abandon);
				await rename(temporary, target);
			},
		};
	}

	/** Removes what was begun and not ended, after an error. */
	async abandon(): Promise<void> {
		for (const abandon of this.open) await abandon();
		this.open.clear();
	}

	private async prepare(name: string): Promise<string> {
		const target = join(this.path, name);
		const inside = normalize(name);
		if (inside.startsWith('..') || inside.startsWith(sep) || /^[a-z]:/i.test(inside)) {
			throw new DatasetError(
				`“${name}” leads out of the folder that is written to, so nothing was written there.`,
			);
		}
		if (!this.overwrite && !this.written.has(inside) && (await isThere(target))) {
			throw new DatasetError(`${target} is there already. Choose another folder, or allow replacing files.`);
		}
		this.written.add(inside);
		await mkdir(dirname(target), { recursive: true });
		return target;
	}
}

function isThere(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}
