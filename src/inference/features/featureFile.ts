import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Features } from '../model/model';

/**
 * Features as bytes: "STRF", version, length of the header, CRC-32 of all that follows, then the header as JSON and
 * the tensors as float32 one after another. All numbers are uint32, little-endian.
 */
const magic = 0x46525453;
const version = 1;
const preludeBytes = 16;

const header = z.array(z.object({ name: z.string(), dims: z.array(z.int().positive()) }));

const bytesOf = (data: Float32Array) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** The parts of a feature file, in order; written one after another so that no copy of the tensors is made. */
export function serializeFeatures(features: Features): Uint8Array[] {
	const tensors = Object.entries(features);
	const json = JSON.stringify(tensors.map(([name, { dims }]) => ({ name, dims })));
	// Padded so that the tensors start at a multiple of four bytes.
	const head = Buffer.from(json + ' '.repeat(-Buffer.byteLength(json) & 3));
	const body = [head, ...tensors.map(([, { data }]) => bytesOf(data))];
	const prelude = Buffer.alloc(preludeBytes);
	prelude.writeUInt32LE(magic, 0);
	prelude.writeUInt32LE(version, 4);
	prelude.writeUInt32LE(head.length, 8);
	prelude.writeUInt32LE(
		body.reduce((sum, part) => crc32(part, sum), 0),
		12,
	);
	return [prelude, ...body];
}

/** @returns undefined where the bytes are not a whole feature file of this version */
export function parseFeatures(file: Uint8Array): Features | undefined {
	// Its own buffer, at offset 0: the tensors are views of it, and must be aligned.
	const bytes = file.byteOffset % 4 === 0 ? file : Uint8Array.from(file);
	if (bytes.length < preludeBytes) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (view.getUint32(0, true) !== magic || view.getUint32(4, true) !== version) return undefined;
	const body = bytes.subarray(preludeBytes);
	if (crc32(body) !== view.getUint32(12, true)) return undefined;
	const headBytes = view.getUint32(8, true);
	const tensors = header.safeParse(
		JSON.parse(Buffer.from(body.subarray(0, headBytes)).toString('utf8')),
	).data;
	if (!tensors) return undefined;
	let at = bytes.byteOffset + preludeBytes + headBytes;
	return Object.fromEntries(
		tensors.map(({ name, dims }) => {
			const data = new Float32Array(
				bytes.buffer,
				at,
				dims.reduce((product, size) => product * size, 1),
			);
			at += data.byteLength;
			return [name, { data, dims }];
		}),
	);
}
