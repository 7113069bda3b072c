import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { messageOf } from '../shared/messageOf';
import { DatasetError } from './datasetError';

/** One entry of a list in a JSON file, with where it is in it. */
export interface JsonElement {
	/** The key of the list in the file's object; '' where the file itself is a list. */
	readonly key: string;
	/** Whether the value of the key is a list; otherwise the element is the value itself. */
	readonly isInList: boolean;
	readonly value: unknown;
	/** In bytes. */
	readonly offset: number;
	readonly length: number;
}

const [quote, backslash, comma, colon] = ['"', '\\', ',', ':'].map((one) => one.charCodeAt(0));
const [openBrace, closeBrace, openBracket, closeBracket] = ['{', '}', '[', ']'].map((one) =>
	one.charCodeAt(0),
);
const isBlank = (byte: number) => byte === 32 || byte === 10 || byte === 13 || byte === 9;

/**
 * Reads a JSON file of any size one list entry at a time: `{ "images": [a, b], "info": c }` gives a, b and c. Files of
 * whole datasets are larger than the longest string that JavaScript has.
 *
 * @throws DatasetError where it is not JSON
 */
export async function* jsonElements(path: string): AsyncGenerator<JsonElement> {
	let buffer: Buffer = Buffer.alloc(0);
	/** Where `buffer` begins in the file. */
	let base = 0;
	let at = 0;
	let depth = 0;
	let inString = false;
	let isEscaped = false;
	/** Absolute offset of the element or key that is being read, -1 between two. */
	let start = -1;
	let listDepth = 0;
	let key: string | undefined;
	const name = basename(path);
	const take = (end: number): JsonElement => {
		const offset = start;
		const text = buffer.toString('utf8', offset - base, end - base);
		start = -1;
		return {
			key: key ?? '',
			isInList: listDepth > 0,
			value: parse(text, `${name}, at byte ${offset}`),
			offset,
			length: end - offset,
		};
	};
	for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
		const kept = start < 0 ? base + at : start;
		buffer = Buffer.concat([buffer.subarray(kept - base), chunk as Buffer]);
		at -= kept - base;
		base = kept;
		if (base === 0 && buffer[0] === 0xef && at === 0) at = 3;
		for (; at < buffer.length; at++) {
			const byte = buffer[at]!;
			if (inString) {
				if (isEscaped) isEscaped = false;
				else if (byte === backslash) isEscaped = true;
				else if (byte === quote) inString = false;
				continue;
			}
			if (isBlank(byte)) continue;
			// Between the file's own brackets: keys, commas, and where a list begins or ends.
			const elementDepth = listDepth > 0 ? listDepth : 1;
			if (depth === 0) {
				if (byte === openBracket) listDepth = 1;
				else if (byte !== openBrace) throw new DatasetError(`${name} is not a JSON object or list.`);
				depth = 1;
				continue;
			}
			if (start < 0 && depth === elementDepth) {
				if (byte === comma) continue;
				if (byte === colon && listDepth === 0) continue;
				if (byte === closeBracket && listDepth > 0) {
					depth--;
					listDepth = 0;
					key = undefined;
					continue;
				}
				if (byte === closeBrace && listDepth === 0) {
					depth--;
					continue;
				}
				if (byte === openBracket && listDepth === 0 && key !== undefined) {
					depth++;
					listDepth = depth;
					continue;
				}
				start = base + at;
			}
			if (byte === quote) {
				inString = true;
			} else if (byte === openBrace || byte === openBracket) {
				depth++;
			} else if (depth > elementDepth && (byte === closeBrace || byte === closeBracket)) {
				depth--;
				if (depth === elementDepth) {
					yield take(base + at + 1);
					if (listDepth === 0) key = undefined;
				}
			} else if (
				depth === elementDepth &&
				(byte === comma || byte === colon || byte === closeBrace || byte === closeBracket)
			) {
				// A scalar or a key ends where the next sign begins.
				if (byte === colon && listDepth === 0 && key === undefined) {
					key = String(take(base + at).value);
					continue;
				}
				yield take(base + at);
				if (listDepth === 0) key = undefined;
				if (byte !== comma) at--;
			}
		}
	}
	if (depth !== 0 || start >= 0) throw new DatasetError(`${name} ends before its JSON is complete.`);
}

/** Reads elements of a file again, by where they are in it. */
export class ElementReader {
	private constructor(
		private readonly file: FileHandle,
		private readonly name: string,
	) {}

	static async open(path: string): Promise<ElementReader> {
		return new ElementReader(await open(path), basename(path));
	}

	async read(offset: number, length: number): Promise<unknown> {
		const { buffer } = await this.file.read(Buffer.alloc(length), 0, length, offset);
		return parse(buffer.toString('utf8'), `${this.name}, at byte ${offset}`);
	}

	close(): Promise<void> {
		return this.file.close();
	}
}

function parse(text: string, where: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new DatasetError(`${where}: this is not JSON (${messageOf(error)}).`);
	}
}
