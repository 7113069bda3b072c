import { createInflate, inflateSync } from 'node:zlib';
import { expandLzw } from './lzw';
import type { Segment } from './tiffLayout';

/** Bytes of a segment from which on it is inflated in parts: some files have all their rows in one strip. */
const largeSegment = 1 << 24;
const inflatedPart = 1 << 20;
/** What may follow the last row of a segment that is inflated at once. */
const surplus = 1 << 16;

/**
 * The rows of a segment, decompressed, one after the other. Each is only valid until the next one is asked for.
 *
 * @param packed the segment's bytes
 * @throws Error where the compression is not known, or the data end too early
 */
export async function* segmentRows(
	packed: Uint8Array,
	{ rowBytes, rows }: Segment,
	compression: number,
): AsyncGenerator<Uint8Array> {
	const length = rowBytes * rows;
	const isDeflated = compression === 8 || compression === 32_946;
	const bytes = isDeflated ? inflatedAtOnce(packed, length) : expand(packed, length, compression);
	if (!bytes) yield* inflatedRows(packed, rowBytes, rows);
	else {
		if (bytes.length < length) throw new Error('its data end too early');
		for (let row = 0; row < rows; row++) yield bytes.subarray(row * rowBytes, (row + 1) * rowBytes);
	}
}

/** @returns undefined where that would be too much: the rows are large, or much follows them */
function inflatedAtOnce(packed: Uint8Array, length: number): Uint8Array | undefined {
	if (length > largeSegment) return undefined;
	try {
		return inflateSync(packed, { maxOutputLength: length + surplus });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
		throw error;
	}
}

function expand(packed: Uint8Array, length: number, compression: number): Uint8Array {
	if (compression === 1) return packed;
	if (compression === 5) return expandLzw(packed, length);
	if (compression === 32_773) return expandPackBits(packed, length);
	throw new Error(
		`TIFF’s compression ${compression} is not supported for such data; save it without compression, or with LZW or deflate`,
	);
}

/** Runs of bytes, each after a count: of bytes as they are, or of how often one is repeated. */
function expandPackBits(packed: Uint8Array, length: number): Uint8Array {
	const output = new Uint8Array(length);
	let written = 0;
	for (let from = 0; from < packed.length && written < length; ) {
		const count = packed[from++]!;
		if (count < 128) {
			output.set(packed.subarray(from, from + Math.min(count + 1, length - written)), written);
			from += count + 1;
			written += count + 1;
		} else if (count > 128) {
			output.fill(packed[from++]!, written, written + 257 - count);
			written += 257 - count;
		}
	}
	if (written < length) throw new Error('its PackBits data end too early');
	return output;
}

async function* inflatedRows(packed: Uint8Array, rowBytes: number, rows: number): AsyncGenerator<Uint8Array> {
	const inflate = createInflate({ chunkSize: inflatedPart });
	inflate.end(packed);
	const row = new Uint8Array(rowBytes);
	let filled = 0;
	let done = 0;
	for await (const chunk of inflate as AsyncIterable<Buffer>) {
		for (let from = 0; from < chunk.length; ) {
			const part = chunk.subarray(from, from + rowBytes - filled);
			row.set(part, filled);
			filled += part.length;
			from += part.length;
			if (filled < rowBytes) break;
			filled = 0;
			yield row;
			if (++done === rows) return;
		}
	}
	throw new Error('its data end too early');
}
