/**
 * A decoder of Windows bitmaps, which libvips has not. Written here because those on npm are wrong in places that
 * matter: bmp-ts garbles RLE and reads bytes one call at a time, fast-bmp knows neither 4 and 16 bits nor RLE.
 */

/** uint8[height, width, 3], RGB. */
export interface RgbImage {
	readonly data: Uint8Array;
	readonly width: number;
	readonly height: number;
}

export interface BmpHeader {
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	readonly bottomUp: boolean;
	readonly bits: number;
	readonly compression: number;
	/** Bytes from the file's start. */
	readonly pixels: number;
	readonly palette: number;
	readonly paletteSize: number;
	/** Bytes per palette entry: 3 in the oldest header. */
	readonly paletteStep: number;
	/** Bit masks of red, green and blue, for 16 and 32 bits. */
	readonly masks: readonly [number, number, number];
}

const rle8 = 1;
const rle4 = 2;
const bitFields = 3;
const alphaBitFields = 6;

const expected = (what: string, received: string) =>
	new RangeError(`Expected ${what} in the BMP header but received ${received}`);

/** @throws RangeError with a sentence where the header ends early or says what this decoder does not know */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const size = view.getUint32(14, true);
	const old = size === 12;
	const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
	const signedHeight = old ? view.getInt16(20, true) : view.getInt32(22, true);
	const bits = view.getUint16(old ? 24 : 28, true);
	const compression = old ? 0 : view.getUint32(30, true);
	const colours = old ? 0 : view.getUint32(46, true);
	if (width < 1 || signedHeight === 0) throw expected('a size', `${width} × ${signedHeight}`);
	if (![1, 2, 4, 8, 16, 24, 32].includes(bits)) throw expected('1, 2, 4, 8, 16, 24 or 32 bits', `${bits}`);
	const fields = compression === bitFields || compression === alphaBitFields;
	const known =
		compression === 0 ||
		(compression === rle8 && bits === 8) ||
		(compression === rle4 && bits === 4) ||
		(fields && (bits === 16 || bits === 32));
	if (!known) throw expected('a known compression', `${compression} with ${bits} bits`);
	const usual = bits === 16 ? ([0x7c00, 0x3e0, 0x1f] as const) : ([0xff0000, 0xff00, 0xff] as const);
	const mask = (index: number) => view.getUint32(54 + 4 * index, true);
	const outside = size === 40 && fields ? (compression === alphaBitFields ? 16 : 12) : 0;
	const paletteSize = bits > 8 ? 0 : Math.min(colours || 1 << bits, 1 << bits);
	return {
		width,
		height: Math.abs(signedHeight),
		bottomUp: signedHeight > 0,
		bits,
		compression,
		pixels: view.getUint32(10, true),
		palette: 14 + size + outside,
		paletteSize,
		paletteStep: old ? 3 : 4,
		masks: fields ? [mask(0), mask(1), mask(2)] : usual,
	};
}

/** @throws RangeError with a sentence where the file is broken or ends before its last row */
export function decodeBmp(bytes: Uint8Array): RgbImage {
	const header = readBmpHeader(bytes);
	const { width, height, bits, compression } = header;
	const stride = Math.ceil((width * bits) / 32) * 4;
	const compressed = compression === rle8 || compression === rle4;
	const missing = header.pixels + stride * height - bytes.length;
	if (!compressed && missing > 0) {
		throw new RangeError(`Expected ${height} rows in the BMP file but it ends ${missing} bytes early`);
	}
	const data = new Uint8Array(width * height * 3);
	const rowAt = (row: number) => (header.bottomUp ? height - 1 - row : row) * width * 3;
	if (bits <= 8) {
		const indices = compressed ? expandRle(bytes, header) : undefined;
		const perByte = 8 / bits;
		for (let row = 0; row < height; row++) {
			let to = rowAt(row);
			const from = header.pixels + row * stride;
			for (let x = 0; x < width; x++, to += 3) {
				const packed = indices ? 0 : bytes[from + Math.floor(x / perByte)]!;
				const index = indices
					? indices[row * width + x]!
					: (packed >> (8 - bits - (x % perByte) * bits)) & ((1 << bits) - 1);
				if (index < header.paletteSize) copyBgr(bytes, header.palette + index * header.paletteStep, data, to);
			}
		}
	} else {
		const channels = header.masks.map(scaleOf);
		const step = bits / 8;
		for (let row = 0; row < height; row++) {
			let to = rowAt(row);
			let from = header.pixels + row * stride;
			for (let x = 0; x < width; x++, to += 3, from += step) {
				if (bits === 24) copyBgr(bytes, from, data, to);
				else {
					const low = bytes[from]! | (bytes[from + 1]! << 8);
					const pixel = bits === 16 ? low : low | (bytes[from + 2]! << 16) | (bytes[from + 3]! << 24);
					for (let c = 0; c < 3; c++) {
						const { mask, shift, most } = channels[c]!;
						data[to + c] = most === 0 ? 0 : Math.round((((pixel & mask) >>> shift) * 255) / most);
					}
				}
			}
		}
	}
	return { data, width, height };
}

function copyBgr(from: Uint8Array, at: number, to: Uint8Array, toAt: number): void {
	to[toAt] = from[at + 2]!;
	to[toAt + 1] = from[at + 1]!;
	to[toAt + 2] = from[at]!;
}

function scaleOf(mask: number): { mask: number; shift: number; most: number } {
	const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
	return { mask, shift, most: mask >>> shift };
}

/** The palette indices of an RLE file: uint8[height, width], rows in the file's order. */
function expandRle(bytes: Uint8Array, { width, height, pixels, compression }: BmpHeader): Uint8Array {
	const indices = new Uint8Array(width * height);
	const wide = compression === rle8;
	let [x, y, at] = [0, 0, pixels];
	const put = (index: number) => {
		if (x < width && y < height) indices[y * width + x] = index;
		x++;
	};
	const half = (byte: number, i: number) => (wide ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
	while (y < height) {
		if (at + 1 >= bytes.length)
			throw new RangeError('Expected an end mark in the BMP file but it ends early');
		const count = bytes[at++]!;
		const value = bytes[at++]!;
		if (count > 0) for (let i = 0; i < count; i++) put(half(value, i));
		else if (value === 0) [x, y] = [0, y + 1];
		else if (value === 1) break;
		else if (value === 2) {
			x += bytes[at++] ?? 0;
			y += bytes[at++] ?? 0;
		} else {
			for (let i = 0; i < value; i++) put(half(bytes[at + (wide ? i : i >> 1)] ?? 0, i));
			// Literal pixels end on an even byte.
			at += Math.ceil((wide ? value : Math.ceil(value / 2)) / 2) * 2;
		}
	}
	return indices;
}
