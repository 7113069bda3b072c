import { open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { regularFile } from '../../node/regularFile';
import { messageOf } from '../../shared/messageOf';
import { PackError } from '../manifest/packError';

/** A field of a protobuf message: where its bytes lie in the file, or its number. */
interface Field {
	readonly number: number;
	readonly value: number;
	/** Bytes from `value` on; undefined where `value` is the number itself. */
	readonly length: number | undefined;
}

/** The messages of onnx.proto that lead to tensors, by the number of the field that each is in. */
interface Message {
	readonly [field: number]: () => Message;
}
const tensor: Message = {};
const sparseTensor: Message = { 1: () => tensor, 2: () => tensor };
const attribute: Message = {
	5: () => tensor,
	6: () => graph,
	10: () => tensor,
	11: () => graph,
	22: () => sparseTensor,
	23: () => sparseTensor,
};
const node: Message = { 5: () => attribute };
const graph: Message = { 1: () => node, 5: () => tensor, 15: () => sparseTensor };
const model: Message = { 7: () => graph, 25: () => ({ 7: () => node, 11: () => attribute }) };

/** The field of a tensor whose entries say where its numbers are, and the fields of such an entry. */
const externalData = 13;
const entryKey = 1;
const entryValue = 2;

const plainName = /^[\w][\w.-]*$/;

/**
 * The files that hold weights of an ONNX file, by name and in order: an exporter puts what exceeds a protobuf's two
 * gigabytes, or all of it, beside the graph. Weights are skipped, so even a large file is read quickly.
 *
 * @throws PackError where the file is no ONNX model, or names a file that does not lie beside it
 */
export async function externalDataOf(path: string): Promise<readonly string[]> {
	const file = await ProtobufFile.open(path);
	try {
		const found = new Set<string>();
		await visit(file, model, 0, file.size, found);
		return [...found].sort();
	} catch (error) {
		if (error instanceof PackError) throw error;
		throw new PackError('contents', `${path} cannot be read as an ONNX model: ${messageOf(error)}.`, error);
	} finally {
		await file.close();
	}
}

/**
 * The same files, all of which exist.
 *
 * @throws PackError that names a missing one
 */
export async function presentExternalDataOf(path: string): Promise<readonly string[]> {
	const names = await externalDataOf(path);
	for (const name of names) {
		const isThere = await stat(join(dirname(path), name)).then(
			(found) => found.isFile(),
			() => false,
		);
		if (isThere) continue;
		throw new PackError(
			'contents',
			`${path} has its weights in ${name}, which is missing. Put it into the same folder.`,
		);
	}
	return names;
}

async function visit(file: ProtobufFile, message: Message, from: number, to: number, found: Set<string>) {
	for await (const { number, value, length } of file.fields(from, to)) {
		if (length === undefined) continue;
		const inner = message[number];
		if (inner) await visit(file, inner(), value, value + length, found);
		else if (message === tensor && number === externalData) {
			const location = await locationIn(file, value, value + length);
			if (location !== undefined) found.add(location);
		}
	}
}

/** The value of an entry, if it is the one that names the file. */
async function locationIn(file: ProtobufFile, from: number, to: number): Promise<string | undefined> {
	const entry: Record<number, string> = {};
	for await (const { number, value, length } of file.fields(from, to)) {
		if (length !== undefined) entry[number] = await file.text(value, length);
	}
	if (entry[entryKey] !== 'location') return undefined;
	const location = (entry[entryValue] ?? '').replace(/^\.\//, '');
	if (plainName.test(location)) return location;
	throw new PackError(
		'contents',
		`${file.path} has its weights in “${location}”, which is not a file of the same folder.`,
	);
}

const windowBytes = 65_536;
const maxTextBytes = 4096;

/** Reads a few fields of a protobuf file of any size. */
class ProtobufFile {
	private window = Buffer.alloc(0);
	private windowAt = 0;

	private constructor(
		readonly path: string,
		private readonly file: Awaited<ReturnType<typeof open>>,
		readonly size: number,
	) {}

	static async open(path: string): Promise<ProtobufFile> {
		await regularFile(path);
		const file = await open(path);
		return new ProtobufFile(path, file, (await file.stat()).size);
	}

	close(): Promise<void> {
		return this.file.close();
	}

	async *fields(from: number, to: number): AsyncGenerator<Field> {
		let at = from;
		const varint = async () => {
			let number = 0;
			for (let shift = 1; ; shift *= 128) {
				const byte = await this.byte(at++);
				number += (byte & 127) * shift;
				// More than 2^53 would be a negative number, which is no position in the file.
				if (byte < 128) return number;
			}
		};
		while (at < to) {
			const key = await varint();
			const [number, wire] = [Math.floor(key / 8), key % 8];
			const fixed = ({ 1: 8, 5: 4 } as Record<number, number>)[wire];
			if (wire === 0) yield { number, value: await varint(), length: undefined };
			else if (fixed !== undefined) at += fixed;
			else if (wire === 2) {
				const length = await varint();
				if (at + length > to) throw new Error('it ends too early');
				yield { number, value: at, length };
				at += length;
			} else throw new Error('it is not a protobuf file');
		}
		if (at > to) throw new Error('it ends too early');
	}

	async text(at: number, length: number): Promise<string> {
		const bytes = Buffer.alloc(Math.min(length, maxTextBytes));
		await this.file.read(bytes, 0, bytes.length, at);
		return bytes.toString('utf8');
	}

	private async byte(at: number): Promise<number> {
		if (at >= this.size) throw new Error('it ends too early');
		const inWindow = at - this.windowAt;
		if (inWindow >= 0 && inWindow < this.window.length) return this.window[inWindow]!;
		const bytes = Buffer.alloc(Math.min(windowBytes, this.size - at));
		const { bytesRead } = await this.file.read(bytes, 0, bytes.length, at);
		if (bytesRead === 0) throw new Error('it ends too early');
		this.window = bytes.subarray(0, bytesRead);
		this.windowAt = at;
		return this.window[0]!;
	}
}
