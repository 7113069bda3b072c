import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A small file of an image that asks for much memory or time. */
export interface ImageBomb {
	readonly name: string;
	readonly file: string;
	/** It is made, and refused, in no time. */
	readonly isQuick?: true;
	bytes(): Promise<Uint8Array>;
}

function chunk(type: string, data: Uint8Array): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const ends = Buffer.alloc(8);
	ends.writeUInt32BE(data.length, 0);
	ends.writeUInt32BE(crc32(body), 4);
	return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

interface PngBomb {
	readonly side: number;
	readonly bits: number;
	/** As PNG numbers them: 0 grey, 2 RGB, 6 RGBA. */
	readonly colour: number;
	readonly isInterlaced?: true;
	/** Chunks before the pixels. */
	readonly more?: Uint8Array;
}

function png({ side, bits, colour, isInterlaced, more = new Uint8Array() }: PngBomb): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	header.set([bits, colour, 0, 0, isInterlaced ? 1 : 0], 8);
	const channels = colour === 6 ? 4 : colour === 2 ? 3 : 1;
	// Interlaced rows come in pieces, each with a byte of its own.
	const before = isInterlaced ? 2 : 1;
	const rows = Buffer.alloc(side * (before + Math.ceil((side * channels * bits) / 8)));
	const pixels = chunk('IDAT', deflateSync(rows, { level: 1 }));
	const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
	return Buffer.concat([signature, chunk('IHDR', header), more, pixels, chunk('IEND', new Uint8Array())]);
}

/** A text in a PNG that is 200 MB long when it is inflated. */
const longText = () =>
	chunk(
		'zTXt',
		Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), deflateSync(Buffer.alloc(200_000_000, 65))]),
	);

interface TiffBomb {
	readonly side: number;
	readonly bits: number;
	readonly bands?: number;
	/** 1: whole numbers, 3: fractions. */
	readonly sampleFormat?: number;
	/** Where the next page is: it is this one again. */
	readonly isEndless?: true;
}

/** A TIFF whose only strip holds all rows, deflated zeros. */
function tiff({ side, bits, bands = 1, sampleFormat = 1, isEndless }: TiffBomb): Buffer {
	const strip = deflateSync(Buffer.alloc((side * side * bands * bits) / 8), { level: 1 });
	const tags: readonly (readonly [tag: number, type: number, value: number])[] = [
		[256, 4, side],
		[257, 4, side],
		[258, 3, bits],
		[259, 3, 8],
		[262, 3, bands === 3 ? 2 : 1],
		[273, 4, 8],
		[277, 3, bands],
		[278, 4, side],
		[279, 4, strip.length],
		[339, 3, sampleFormat],
	];
	const directory = 8 + strip.length + (strip.length % 2);
	const buffer = Buffer.alloc(directory + 2 + tags.length * 12 + 4);
	buffer.write('II');
	buffer.writeUInt16LE(42, 2);
	buffer.writeUInt32LE(directory, 4);
	buffer.set(strip, 8);
	buffer.writeUInt16LE(tags.length, directory);
	for (const [i, [tag, type, value]] of tags.entries()) {
		const at = directory + 2 + i * 12;
		buffer.writeUInt16LE(tag, at);
		buffer.writeUInt16LE(type, at + 2);
		buffer.writeUInt32LE(1, at + 4);
		// One value that stands for all bands: readers take it so.
		if (type === 3) buffer.writeUInt16LE(value, at + 8);
		else buffer.writeUInt32LE(value, at + 8);
	}
	if (isEndless) buffer.writeUInt32LE(directory, directory + 2 + tags.length * 12);
	return buffer;
}

/** Pages without end of any use: each has a size and nothing else. */
function tiffOfPages(pages: number): Buffer {
	const first = tiff({ side: 64, bits: 8 });
	const from = first.length + (first.length % 2);
	const buffer = Buffer.alloc(from + pages * 18);
	buffer.set(first);
	buffer.writeUInt32LE(from, first.length - 4);
	for (let page = 0; page < pages; page++) {
		const at = from + page * 18;
		buffer.writeUInt16LE(1, at);
		buffer.writeUInt16LE(256, at + 2);
		buffer.writeUInt16LE(4, at + 4);
		buffer.writeUInt32LE(1, at + 6);
		buffer.writeUInt32LE(64, at + 10);
		buffer.writeUInt32LE(page + 1 < pages ? at + 18 : 0, at + 14);
	}
	return buffer;
}

/** A GIF of black frames, of which none has pixels of its own but the first. */
function gif(side: number, frames: number): Buffer {
	const header = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
	header.writeUInt16LE(side, 6);
	header.writeUInt16LE(side, 8);
	const frame = Buffer.from('!\xf9\x04\0\x0a\0\0\0,\0\0\0\0\0\0\0\0\0\x02\x02\x44\x01\0', 'latin1');
	frame.writeUInt16LE(side, 13);
	frame.writeUInt16LE(side, 15);
	return Buffer.concat([header, ...Array.from({ length: frames }, () => frame), Buffer.from(';')]);
}

/** A bitmap in run lengths that ends after its header. */
function bitmap(side: number): Buffer {
	const buffer = Buffer.alloc(64);
	buffer.write('BM');
	buffer.writeUInt32LE(62, 10);
	buffer.writeUInt32LE(40, 14);
	buffer.writeInt32LE(side, 18);
	buffer.writeInt32LE(side, 22);
	buffer.writeUInt16LE(1, 26);
	buffer.writeUInt16LE(8, 28);
	buffer.writeUInt32LE(1, 30);
	buffer.writeUInt32LE(2, 46);
	buffer.set([0, 1], 62);
	return buffer;
}

/** A lossless WebP of one colour. */
function webp(side: number): Buffer {
	const buffer = Buffer.alloc(34);
	buffer.write('RIFF');
	buffer.writeUInt32LE(26, 4);
	buffer.write('WEBPVP8L', 8);
	buffer.writeUInt32LE(14, 16);
	buffer[20] = 0x2f;
	buffer.writeUInt32LE(((side - 1) | ((side - 1) << 14)) >>> 0, 21);
	buffer.set([0x88, 0x88, 0x08], 25);
	return buffer;
}

/** A grey picture of a few pixels. */
const grey = (side: number) =>
	sharp({
		create: { width: side, height: side, channels: 3, background: { r: 90, g: 90, b: 90 } },
		limitInputPixels: false,
	});

/** A JPEG whose header claims another size than its pixels have. */
async function jpegOf(side: number, isProgressive: boolean): Promise<Buffer> {
	const bytes = await grey(64).jpeg({ progressive: isProgressive }).toBuffer();
	const frame = bytes.indexOf(Buffer.from([0xff, isProgressive ? 0xc2 : 0xc0]));
	bytes.writeUInt16BE(side, frame + 5);
	bytes.writeUInt16BE(side, frame + 7);
	return bytes;
}

/** A progressive JPEG with its last scan many times. */
async function jpegOfScans(side: number, scans: number): Promise<Buffer> {
	const bytes = await grey(side).jpeg({ progressive: true }).toBuffer();
	const last = bytes.lastIndexOf(Buffer.from([0xff, 0xda]));
	const scan = bytes.subarray(last, -2);
	return Buffer.concat([
		bytes.subarray(0, -2),
		...Array.from({ length: scans }, () => scan),
		bytes.subarray(-2),
	]);
}

async function animation(frames: number): Promise<Buffer> {
	const side = 64;
	const pixels = Buffer.alloc(side * side * frames * 3);
	for (let i = 0; i < pixels.length; i += side * side * 3) pixels.fill(i % 251, i, i + side * side * 3);
	const raw = { width: side, height: side * frames, channels: 3, pageHeight: side } as const;
	return sharp(pixels, { raw, limitInputPixels: false }).webp({ effort: 0 }).toBuffer();
}

const svg = (body: string) =>
	Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="90000" height="90000">${body}</svg>`);

export const imageBombs: readonly ImageBomb[] = [
	{ name: 'PNG 30,000², 1 bit', file: 'a.png', bytes: async () => png({ side: 30_000, bits: 1, colour: 0 }) },
	{ name: 'PNG 22,600², 1 bit', file: 'a.png', bytes: async () => png({ side: 22_600, bits: 1, colour: 0 }) },
	{
		name: 'PNG 12,000², RGB, interlaced',
		file: 'a.png',
		bytes: async () => png({ side: 12_000, bits: 8, colour: 2, isInterlaced: true }),
	},
	{
		name: 'PNG 9,000², RGBA of 16 bits, interlaced',
		file: 'a.png',
		bytes: async () => png({ side: 9000, bits: 16, colour: 6, isInterlaced: true }),
	},
	{
		name: 'PNG 4,500², RGB of 16 bits',
		file: 'a.png',
		bytes: async () => png({ side: 4500, bits: 16, colour: 2 }),
	},
	{
		name: 'PNG with a text of 200 MB',
		file: 'a.png',
		bytes: async () => png({ side: 64, bits: 8, colour: 0, more: longText() }),
	},
	{ name: 'GIF 22,600²', file: 'a.gif', isQuick: true, bytes: async () => gif(22_600, 1) },
	{ name: 'GIF 12,000², 2,000 frames', file: 'a.gif', bytes: async () => gif(12_000, 2000) },
	{ name: 'WebP 16,383²', file: 'a.webp', isQuick: true, bytes: async () => webp(16_383) },
	{ name: 'WebP 10,700²', file: 'a.webp', bytes: async () => webp(10_700) },
	{ name: 'WebP of 1,000 frames', file: 'a.webp', bytes: () => animation(1000) },
	{ name: 'RLE bitmap 22,600²', file: 'a.bmp', isQuick: true, bytes: async () => bitmap(22_600) },
	{ name: 'RLE bitmap 14,600²', file: 'a.bmp', bytes: async () => bitmap(14_600) },
	{ name: 'JPEG that claims 65,000²', file: 'a.jpg', bytes: () => jpegOf(65_000, false) },
	{
		name: 'progressive JPEG that claims 22,600²',
		file: 'a.jpg',
		isQuick: true,
		bytes: () => jpegOf(22_600, true),
	},
	{ name: 'progressive JPEG of 2,000 scans', file: 'a.jpg', bytes: () => jpegOfScans(3000, 2000) },
	{
		name: 'TIFF 22,600², 64-bit float',
		file: 'a.tif',
		isQuick: true,
		bytes: async () => hugeTiff(22_600, 64, 3),
	},
	{
		name: 'TIFF 8,900², 64-bit float',
		file: 'a.tif',
		bytes: async () => tiff({ side: 8900, bits: 64, sampleFormat: 3 }),
	},
	{ name: 'TIFF 17,900², 16 bits', file: 'a.tif', bytes: async () => tiff({ side: 17_900, bits: 16 }) },
	{
		name: 'TIFF 12,600², 32-bit float',
		file: 'a.tif',
		bytes: async () => tiff({ side: 12_600, bits: 32, sampleFormat: 3 }),
	},
	{
		name: 'TIFF 17,900², signed 16 bits',
		file: 'a.tif',
		bytes: async () => tiff({ side: 17_900, bits: 16, sampleFormat: 2 }),
	},
	{
		name: 'TIFF 8,900², 16 bits in four bands',
		file: 'a.tif',
		bytes: async () => tiff({ side: 8900, bits: 16, bands: 4 }),
	},
	{ name: 'AVIF 7,300²', file: 'a.avif', bytes: () => grey(7300).avif({ effort: 0 }).toBuffer() },
	{ name: 'WebP 10,700², lossy', file: 'a.webp', bytes: () => grey(10_700).webp({ effort: 0 }).toBuffer() },
	{
		name: 'TIFF 14,600², RGB in one strip',
		file: 'a.tif',
		bytes: async () => tiff({ side: 14_600, bits: 8, bands: 3 }),
	},
	{ name: 'TIFF of 200,000 empty pages', file: 'a.tif', bytes: async () => tiffOfPages(200_000) },
	{
		name: 'TIFF whose page follows itself',
		file: 'a.tif',
		bytes: async () => tiff({ side: 64, bits: 8, isEndless: true }),
	},
	{
		name: 'SVG named .png',
		file: 'a.png',
		isQuick: true,
		bytes: async () => svg('<rect width="90000" height="90000"/>'),
	},
];

/** The header of a TIFF that is too large for its rows to be made. */
function hugeTiff(side: number, bits: number, sampleFormat: number): Buffer {
	const bytes = tiff({ side: 64, bits, sampleFormat });
	const directory = bytes.readUInt32LE(4);
	for (const entry of [0, 1, 7]) bytes.writeUInt32LE(side, directory + 2 + entry * 12 + 8);
	return bytes;
}
