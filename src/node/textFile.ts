import { withFileLock } from './fileLock';
import { readSmallFile } from './regularFile';
import { writeFileAtomically } from './writeFileAtomically';

/** Some ten thousand masks with all their levels take less, and it is read in seconds. */
const maxTextBytes = 128 * 1024 * 1024;

/** A text file, wherever it is kept. */
export interface TextFile {
	/** The whole text; undefined where there is no such file. */
	read(): Promise<string | undefined>;
	/** Writes the whole text or, where it throws, nothing. */
	write(text: string): Promise<void>;
	/** Runs `action` while no other process does the same with this file, as far as its place allows that. */
	lock<T>(action: () => Promise<T>): Promise<T>;
}

/** A file of this machine as a TextFile; what is not UTF-8 is refused. */
export function localTextFile(path: string): TextFile {
	return {
		read: () => readTextIfThere(path),
		write: (text) => writeFileAtomically(path, new TextEncoder().encode(text)),
		lock: (action) => withFileLock(path, action),
	};
}

/**
 * A file's text; undefined where there is no such file.
 *
 * @throws TypeError where it is not UTF-8, as `readSmallFile` where it is no file or too large, or the file system's error
 */
export async function readTextIfThere(path: string): Promise<string | undefined> {
	try {
		return decodeText(await readSmallFile(path, maxTextBytes));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}

/** @throws TypeError where the bytes are not UTF-8; a byte order mark is dropped */
export function decodeText(bytes: Uint8Array): string {
	return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
