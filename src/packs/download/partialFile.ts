import { type FileHandle, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const note = z.object({ url: z.string(), validator: z.string().optional() });

/**
 * The bytes of a download so far, `<target>.part`, and beside it where they came from: the rest is only requested
 * from the same address, and only while the server has the same file there.
 */
export class PartialFile {
	readonly path: string;
	private readonly notePath: string;

	constructor(target: string) {
		this.path = `${target}.part`;
		this.notePath = `${target}.part.json`;
	}

	/** How many bytes are there. */
	async size(): Promise<number> {
		return (await stat(this.path).catch(() => undefined))?.size ?? 0;
	}

	/** The validator (ETag or Last-Modified) of the bytes that are there, if they came from this address. */
	async origin(url: string): Promise<{ readonly validator: string | undefined } | undefined> {
		const text = await readFile(this.notePath, 'utf8').catch(() => '');
		let value: unknown;
		try {
			value = JSON.parse(text);
		} catch {
			// Absent, or cut short by a crash: where the bytes came from is unknown.
		}
		const { data } = note.safeParse(value);
		return data?.url === url ? { validator: data.validator } : undefined;
	}

	/** Opens it for writing at `position`; what follows is cut off. */
	async open(position: number, url: string, validator: string | undefined): Promise<FileHandle> {
		if (position > 0) await truncate(this.path, position);
		await writeFile(this.notePath, JSON.stringify({ url, validator }));
		return open(this.path, position > 0 ? 'r+' : 'w');
	}

	async forgetOrigin(): Promise<void> {
		await rm(this.notePath, { force: true });
	}

	async discard(): Promise<void> {
		await rm(this.path, { force: true });
		await this.forgetOrigin();
	}
}
