import { createHash } from 'node:crypto';
import type { TextFile } from '../../node/textFile';
import { parseSidecar } from './parseSidecar';
import { serializeSidecar } from './serializeSidecar';
import { emptySidecar, type Sidecar, type SidecarImage } from './sidecarModel';

/** Which text a sidecar has: the SHA-256 of it, or undefined where there is no file. */
export type SidecarVersion = string | undefined;

export function versionOf(text: string | undefined): SidecarVersion {
	return text === undefined ? undefined : createHash('sha256').update(text).digest('hex');
}

/** A sidecar's text as it was read. */
export interface SidecarText {
	/** Undefined where there is no file. */
	readonly text: string | undefined;
	readonly version: SidecarVersion;
}

/** How often `change` begins again because a program that takes no lock wrote in between. */
const maxAttempts = 10;

/**
 * The sidecar of one image. Whoever writes it, the command line or an editor, does it here: under a lock, and only
 * over a text that was read before, so that two writers never lose each other's annotations.
 */
export class SidecarFile {
	constructor(private readonly file: TextFile) {}

	/** @throws the file system's error, or a TypeError where it is not UTF-8 */
	async read(): Promise<SidecarText> {
		const text = await this.file.read();
		return { text, version: versionOf(text) };
	}

	/**
	 * Writes `text` if the file still has the version `expected`.
	 *
	 * @returns the version that was written; or, where the file has changed, `replaced: false` and the version it has
	 * @throws the file system's error; the file is then as it was
	 */
	replace(
		expected: SidecarVersion,
		text: string,
	): Promise<{ readonly replaced: boolean; readonly version: SidecarVersion }> {
		return this.file.lock(async () => {
			const { version } = await this.read();
			if (version !== expected) return { replaced: false, version };
			await this.file.write(text);
			return { replaced: true, version: versionOf(text) };
		});
	}

	/**
	 * Reads the sidecar, changes it and writes it, beginning again where another program writes in between.
	 *
	 * @param image the image as it is: a sidecar made for another size is refused
	 * @param change gives the changed sidecar, or the same one where there is nothing to write
	 * @returns what the sidecar then says
	 * @throws SidecarError where the file cannot be used, or the file system's error; the file is then as it was
	 */
	change(image: SidecarImage, change: (sidecar: Sidecar) => Sidecar): Promise<Sidecar> {
		return this.file.lock(async () => {
			for (let attempt = 1; ; attempt++) {
				const { text, version } = await this.read();
				const before = text === undefined ? emptySidecar : parseSidecar(text, image);
				const after = change(before);
				if (after === before) return before;
				const changed = serializeSidecar(after, image);
				if ((await this.read()).version !== version && attempt < maxAttempts) continue;
				await this.file.write(changed);
				return after;
			}
		});
	}
}
