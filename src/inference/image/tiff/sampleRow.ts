import { endianness } from 'node:os';
import type { TiffLayout } from './tiffLayout';

/** Numbers of a row, as the file has them: [pixels, bands] */
export type SampleRow =
	| Uint8Array
	| Int8Array
	| Uint16Array
	| Int16Array
	| Uint32Array
	| Int32Array
	| Float32Array
	| Float64Array;

type RowArray = new (buffer: ArrayBuffer) => SampleRow;

const arrays: Readonly<Record<string, RowArray>> = {
	uint8: Uint8Array,
	int8: Int8Array,
	uint16: Uint16Array,
	int16: Int16Array,
	uint32: Uint32Array,
	int32: Int32Array,
	float32: Float32Array,
	float64: Float64Array,
};

const hostIsLittle = endianness() === 'LE';

/**
 * Makes numbers of a row's bytes. What it returns is only valid until the next row.
 *
 * @param bands of a pixel in this row
 * @throws Error with what is not supported
 */
export function rowReader(
	{ bits, sampleFormat, predictor, isLittle }: TiffLayout,
	rowBytes: number,
	bands: number,
): (bytes: Uint8Array) => SampleRow {
	const array = arrays[`${sampleFormat}${bits}`];
	if (!array) throw new Error(`${kind(sampleFormat)} of ${bits} bits are not supported; ${savedAs}`);
	const isKnown =
		predictor === 3 ? sampleFormat === 'float' : predictor === 2 ? sampleFormat !== 'float' : predictor === 1;
	if (!isKnown) throw new Error(`TIFF’s predictor ${predictor} is not supported; ${savedAs}`);
	const size = bits / 8;
	const bytes = new Uint8Array(rowBytes - (rowBytes % size));
	const samples = new array(bytes.buffer);
	const mustSwap = isLittle !== hostIsLittle;
	if (predictor === 3) {
		return (row) => {
			putFractions(row, bytes, size, bands);
			return samples;
		};
	}
	return (row) => {
		bytes.set(row.subarray(0, bytes.length));
		if (mustSwap) swap(bytes, size);
		if (predictor === 2) for (let i = bands; i < samples.length; i++) samples[i]! += samples[i - bands]!;
		return samples;
	};
}

const savedAs = 'save it with integers of 16 bits or as 32-bit float';
const kind = (format: TiffLayout['sampleFormat']) =>
	format === 'float' ? 'fractions' : format === 'other' ? 'samples' : 'integers';

function swap(bytes: Uint8Array, size: number): void {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (size === 2) buffer.swap16();
	if (size === 4) buffer.swap32();
	if (size === 8) buffer.swap64();
}

/** The high bytes of all numbers come first, then the next ones; each byte is the difference from the one before. */
function putFractions(row: Uint8Array, bytes: Uint8Array, size: number, bands: number): void {
	for (let i = bands; i < bytes.length; i++) row[i] = row[i]! + row[i - bands]!;
	const count = bytes.length / size;
	for (let byte = 0; byte < size; byte++) {
		const place = hostIsLittle ? size - 1 - byte : byte;
		for (let i = 0; i < count; i++) bytes[i * size + place] = row[byte * count + i]!;
	}
}
