import { basename } from 'node:path';
import { decode, encode } from 'fast-png';
import { DatasetError } from '../../dataset/datasetError';

type Colour = readonly [number, number, number];

/**
 * The colours of Pascal VOC's label maps: number 0 is black, neighbours differ well. Others use them too, so that a map
 * looks the same everywhere.
 */
export const vocPalette: readonly Colour[] = Array.from({ length: 256 }, (_, number) => {
	const channel = (first: number) => {
		let value = 0;
		for (let bit = 0; bit < 8; bit++) value |= ((number >> (3 * bit + first)) & 1) << (7 - bit);
		return value;
	};
	return [channel(0), channel(1), channel(2)];
});

/** A PNG of one byte per pixel that names a colour of the palette. */
export function indexedPng(data: Uint8Array, width: number, height: number): Uint8Array {
	return encode({ width, height, data, channels: 1, depth: 8, palette: vocPalette.map((one) => [...one]) });
}

/** A PNG of grey values, 8 or 16 bits each, as the array is. */
export function greyPng(data: Uint8Array | Uint16Array, width: number, height: number): Uint8Array {
	return encode({ width, height, data, channels: 1, depth: data instanceof Uint8Array ? 8 : 16 });
}

/** A PNG of 3 bytes per pixel. */
export function rgbPng(data: Uint8Array, width: number, height: number): Uint8Array {
	return encode({ width, height, data, channels: 3, depth: 8 });
}

/** A PNG's pixels as they are stored: of an indexed one the numbers, not the colours. */
export interface StoredPixels {
	readonly width: number;
	readonly height: number;
	readonly channels: number;
	readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
}

/** @throws DatasetError where it is not a PNG */
export function storedPixels(bytes: Uint8Array, path: string): StoredPixels {
	try {
		const { width, height, channels, depth, data } = decode(bytes);
		return { width, height, channels, data: depth < 8 ? unpack(data, width, height, depth) : data };
	} catch {
		throw new DatasetError(`${basename(path)} is not a PNG that can be read.`);
	}
}

/** Pixels of 1, 2 or 4 bits, each in a byte of its own. */
function unpack(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
	const bytesPerRow = Math.ceil((width * depth) / 8);
	const all = (1 << depth) - 1;
	return Uint8Array.from({ length: width * height }, (_, i) => {
		const bit = (i % width) * depth;
		const byte = data[Math.floor(i / width) * bytesPerRow + (bit >> 3)]!;
		return (byte >> (8 - depth - (bit & 7))) & all;
	});
}
