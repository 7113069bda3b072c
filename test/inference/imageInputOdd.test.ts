import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { displayImage } from '../../src/inference/image/displayImage';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import type { ImageView } from '../../src/shared/imageView';
import { disc } from './pictures';
import { tiff } from './tiffFile';

const name = 'scan.tif';

async function opened(bytes: Uint8Array, view?: ImageView) {
	const info = await readImageInfo(bytes, name, view);
	const { data } = await readPixels(bytes, name, info, info);
	const shown = await displayImage(bytes, name, info);
	const { data: display, info: shownInfo } = await sharp(shown.bytes)
		.raw()
		.toBuffer({ resolveWithObject: true });
	return { info, data, display, channels: shownInfo.channels };
}

/** One channel of the first row. */
const row = (data: Uint8Array, count: number) => Array.from({ length: count }, (_, i) => data[3 * i]!);
const count = 16;
const even = Array.from({ length: count }, (_, i) => i * 17);

describe('a TIFF with measurements', () => {
	const rising = (from: number, to: number) =>
		Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
	it.each([
		['float from 0 to 1', 32, 'float', Float32Array.from(rising(0, 1)), '0 to 1'],
		['float from 0 to 5000', 32, 'float', Float32Array.from(rising(0, 5000)), '0 to 5000'],
		['64-bit float', 64, 'float', Float64Array.from(rising(-3, 3)), '-3 to 3'],
		['12 bits in 16', 16, 'uint', Uint16Array.from(rising(0, 4095)), '0 to 4095'],
		['32-bit integers', 32, 'uint', Uint32Array.from(rising(0, 3e9)), '0 to 3000000000'],
		['negative 32-bit integers', 32, 'int', Int32Array.from(rising(-70_000, 70_000)), '-70000 to 70000'],
		[
			'negative 16-bit integers, as of a CT',
			16,
			'int',
			Int16Array.from(rising(-1000, 2000)),
			'-1000 to 2000',
		],
	] as const)('of %s is shown from black to white, and says so', async (_, bits, format, values, range) => {
		const { info, data, display } = await opened(
			tiff({ width: count, height: 1, bits, format, data: values }),
		);
		expect(info).toMatchObject({ width: count, height: 1, format: 'tiff' });
		expect(info.notes).toEqual([`Values from ${range} are shown from black to white.`]);
		for (const [i, value] of row(data, count).entries()) expect(Math.abs(value - even[i]!)).toBeLessThan(2);
		expect(Buffer.from(display).equals(Buffer.from(data))).toBe(true);
	});

	it('is not darkened by a few outliers, and missing values are black', async () => {
		const values = Float32Array.from({ length: 4000 }, (_, i) => (i % 100) / 99);
		values[7] = 1e30;
		values[9] = Number.NaN;
		const { data } = await opened(tiff({ width: 80, height: 50, bits: 32, format: 'float', data: values }));
		expect([data[3 * 99], data[3 * 7], data[3 * 9]]).toEqual([255, 255, 0]);
	});

	it.each([
		['16-bit integers', 16, 'uint', Uint16Array],
		['fractions', 32, 'float', Float32Array],
	] as const)('of many megapixels and %s shows what a small one would', async (_, bits, format, array) => {
		// A slope to the right, over more pixels than are read whole.
		const [width, height] = [6000, 3000];
		const line = new array(width);
		for (let x = 0; x < width; x++) line[x] = 100 + x / 2;
		const data = new array(width * height);
		for (let y = 0; y < height; y++) data.set(line, y * width);
		const bytes = tiff({ width, height, bits, format, data });
		const info = await readImageInfo(bytes, 'large.tif');
		expect(info).toMatchObject({ width, height, isCostly: true });
		expect(info.notes).toEqual([expect.stringMatching(/^Values from 10[23]\S* to 309\S* are shown/)]);
		const size = { width: 1024, height: 512 };
		const { data: pixels, ...found } = await readPixels(bytes, 'large.tif', info, size);
		expect(found).toMatchObject(size);
		const { low, high } = info.range!;
		for (const y of [0, 256, 511]) {
			for (let x = 2; x < size.width - 2; x += 50) {
				const value = 100 + ((x + 0.5) * width) / size.width / 2;
				const level = (255 * (value - low)) / (high - low);
				expect(Math.abs(pixels[(y * size.width + x) * 3]! - level)).toBeLessThan(2);
			}
		}
	});

	it('of 32-bit integers in six bands shows the first three', async () => {
		const values = Uint32Array.of(0, 1e9, 3e9, 9, 9, 9, 3e9, 0, 1e9, 9, 9, 9);
		const { info, data } = await opened(
			tiff({ width: 2, height: 1, bits: 32, format: 'uint', bands: 6, data: values }),
		);
		expect(info.notes?.[0]).toBe('Values from 0 to 3000000000 are shown from black to white.');
		expect([...data]).toEqual([0, 85, 255, 255, 0, 85]);
	});

	it('that claims to be huge is refused before it is decoded', async () => {
		const data = new Float32Array(4);
		const file = tiff({ width: 60_000, height: 60_000, bits: 32, format: 'float', data });
		await expect(readImageInfo(file, name)).rejects.toThrow(/Decoding scan\.tif takes 13733 MB of memory/);
	});

	it('with six bands shows the first three', async () => {
		const values = Uint16Array.from([100, 2000, 3000, 9, 9, 9, 4000, 1000, 500, 9, 9, 9]);
		const { info, data } = await opened(
			tiff({ width: 2, height: 1, bits: 16, format: 'uint', bands: 6, data: values }),
		);
		expect(info.notes?.[1]).toBe('The file has 6 bands; the first three are shown.');
		expect(data[0]).toBe(0);
		expect(data[3]).toBe(255);
	});
});

describe('the fourth band of a TIFF', () => {
	const values = Uint8Array.from([200, 100, 50, 10, 20, 30, 40, 0]);
	const file = (extraSamples?: number) =>
		tiff({
			width: 2,
			height: 1,
			bits: 8,
			format: 'uint',
			bands: 4,
			photometric: 2,
			extraSamples,
			data: values,
		});

	it.each([undefined, 0])('is no transparency where the file does not say so (%s)', async (extraSamples) => {
		const { info, data, channels } = await opened(file(extraSamples));
		expect([...data]).toEqual([200, 100, 50, 20, 30, 40]);
		expect(channels).toBe(3);
		expect(info.notes).toEqual(['The file has 4 bands; the first three are shown.']);
	});

	it('is transparency where the file says so', async () => {
		const { info, data, channels } = await opened(file(2));
		expect([...data.subarray(3)]).toEqual([124, 116, 104]);
		expect(channels).toBe(4);
		expect(info.notes).toBeUndefined();
	});
});

/** An animated PNG of PNGs of one size, each with one chunk of pixels. */
function animatedPng(frames: readonly Buffer[]): Buffer {
	const chunksOf = (png: Buffer) => {
		const found = new Map<string, Buffer>();
		for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
			const end = at + 8 + png.readUInt32BE(at);
			found.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end));
		}
		return found;
	};
	const chunk = (type: string, data: Buffer) => {
		const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
		const ends = Buffer.alloc(8);
		ends.writeUInt32BE(data.length, 0);
		ends.writeUInt32BE(crc32(body), 4);
		return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
	};
	const numbers = (...values: readonly number[]) => {
		const bytes = Buffer.alloc(4 * values.length);
		for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
		return bytes;
	};
	const header = chunksOf(frames[0]!).get('IHDR')!;
	const size = [header.readUInt32BE(0), header.readUInt32BE(4)];
	const control = (sequence: number) =>
		chunk('fcTL', Buffer.concat([numbers(sequence, ...size, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])]));
	const pictures = frames.flatMap((frame, i) => {
		const pixels = chunksOf(frame).get('IDAT')!;
		if (i === 0) return [control(0), chunk('IDAT', pixels)];
		return [control(2 * i - 1), chunk('fdAT', Buffer.concat([numbers(2 * i), pixels]))];
	});
	const parts = [chunk('IHDR', header), chunk('acTL', numbers(frames.length, 0)), ...pictures];
	return Buffer.concat([frames[0]!.subarray(0, 8), ...parts, chunk('IEND', Buffer.alloc(0))]);
}

describe('a damaged file', () => {
	const noise = Uint8Array.from({ length: 200 * 150 * 3 }, (_, i) => (i * i * 31) % 256);
	const picture = () => sharp(noise, { raw: { width: 200, height: 150, channels: 3 } });

	it('is shown as far as it goes where a JPEG ends early, with a note', async () => {
		const whole = await picture().jpeg().toBuffer();
		const exact = await opened(whole);
		for (const part of [whole.subarray(0, -2), whole.subarray(0, Math.floor(whole.length * 0.6))]) {
			const { info, data } = await opened(part);
			expect(info).toMatchObject({ width: 200, height: 150 });
			expect(info.notes).toEqual(['The file ends early, so a part of the image is missing.']);
			const third = data.length / 3;
			expect(Buffer.from(data.subarray(0, third)).equals(Buffer.from(exact.data.subarray(0, third)))).toBe(
				true,
			);
		}
		expect(exact.info.notes).toBeUndefined();
	});

	it('is shown where a checksum of a PNG is wrong, with a note', async () => {
		const bytes = await picture().png().toBuffer();
		const checksum = bytes.length - 13;
		bytes[checksum]! ^= 1;
		const { info, data } = await opened(bytes);
		expect(info.notes).toEqual(['A checksum in the file is wrong, so a part of the image may be damaged.']);
		expect(Buffer.from(data).equals(Buffer.from(noise))).toBe(true);
	});
});

describe('other files', () => {
	it('a TIFF of several pages shows the first, and says so', async () => {
		const first = await disc(60, 40).png().toBuffer();
		const second = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#00f' } })
			.png()
			.toBuffer();
		const pages = await sharp([first, second], { join: { animated: true } })
			.tiff({ compression: 'deflate' })
			.toBuffer();
		const { info, data } = await opened(pages);
		expect(info).toMatchObject({ width: 60, height: 40 });
		expect(info.notes).toEqual(['The file has 2 pages; the first is shown.']);
		expect(data[3 * (16 * 60 + 18)]).toBeGreaterThan(150);
	});

	it('an animated PNG is its first frame, which the masks belong to', async () => {
		const frames = await Promise.all(
			['#f00', '#00f'].map((background) =>
				sharp({ create: { width: 60, height: 40, channels: 3, background } })
					.png()
					.toBuffer(),
			),
		);
		const { info, data, display } = await opened(animatedPng(frames));
		expect(info).toMatchObject({ width: 60, height: 40, format: 'png' });
		for (const pixels of [data, display]) {
			expect([...pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
			expect([...pixels.subarray(-3)]).toEqual([255, 0, 0]);
		}
	});

	it('a TIFF in Lab is shown in its colours', async () => {
		const lab = await disc(60, 40).toColourspace('lab').tiff().toBuffer();
		const { data } = await opened(lab);
		const at = 3 * (16 * 60 + 18);
		for (const [c, value] of [176, 32, 24].entries())
			expect(Math.abs(data[at + c]! - value)).toBeLessThan(12);
	});

	it.each([
		[
			'HEIC',
			Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
			/a HEIC file\. Save it as JPEG or PNG/,
		],
		['JPEG 2000', Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1'), /a JPEG 2000 file\. Convert it to PNG/],
	])('%s gets a sentence that says how to convert it', async (_, bytes, sentence) => {
		await expect(readImageInfo(bytes, name)).rejects.toThrow(sentence);
	});

	it('a small file that claims to be huge is refused before it is decoded', async () => {
		const header = Buffer.alloc(64);
		header.write('BM', 0, 'latin1');
		header.writeUInt32LE(54, 10);
		header.writeUInt32LE(40, 14);
		header.writeInt32LE(22_600, 18);
		header.writeInt32LE(22_600, 22);
		header.writeUInt16LE(8, 28);
		header.writeUInt32LE(1, 30);
		await expect(readImageInfo(header, name)).rejects.toThrow(
			'Decoding scan.tif takes 1461 MB of memory, more than the 640 MB that are allowed.',
		);
	});
});

it('a WebP of more pixels than its decoder has memory for is refused by its header', async () => {
	const side = 11_000;
	const header = Buffer.from(
		'RIFF\x1a\0\0\0WEBPVP8L\x0e\0\0\0\x2f\0\0\0\0\x88\x88\x08\0\0\0\0\0\0',
		'latin1',
	);
	header.writeUInt32LE((side - 1) | ((side - 1) << 14), 21);
	await expect(readImageInfo(header, 'a.webp')).rejects.toThrow(
		'a.webp is larger than the 115 megapixels that are allowed for WebP.',
	);
});

describe('what is shown of a file', () => {
	const ct = tiff({
		width: 4,
		height: 1,
		bits: 16,
		format: 'int',
		data: Int16Array.of(-1000, 0, 103, 2000),
	});

	it('can be other values from black to white', async () => {
		const { info, data, display } = await opened(ct, { range: [-100, 300] });
		expect(row(data, 4)).toEqual([0, 64, 129, 255]);
		expect(row(display, 4)).toEqual([0, 64, 129, 255]);
		expect(info.notes).toEqual(['Values from -100 to 300 are shown from black to white.']);
		expect(info.choices).toMatchObject({ bands: 1, range: [-100, 300] });
	});

	it('can be other bands, or one of them as grey', async () => {
		const values = Uint8Array.of(10, 20, 30, 200, 11, 21, 31, 201);
		const file = tiff({
			width: 2,
			height: 1,
			bits: 8,
			format: 'uint',
			bands: 4,
			photometric: 2,
			data: values,
		});
		const infrared = await opened(file, { bands: [4, 3, 2] });
		expect([...infrared.data]).toEqual([200, 30, 20, 201, 31, 21]);
		expect(infrared.info.notes).toEqual(['The file has 4 bands; bands 4, 3, 2 are shown.']);
		const grey = await opened(file, { bands: [4] });
		expect([...grey.data]).toEqual([200, 200, 200, 201, 201, 201]);
		const missing = await opened(file, { bands: [9] });
		expect([...missing.data]).toEqual([10, 20, 30, 11, 21, 31]);
	});

	it('can be another page, of its own size', async () => {
		const frames = await Promise.all(
			['#f00', '#00f'].map((background) =>
				sharp({ create: { width: 60, height: 40, channels: 3, background } })
					.png()
					.toBuffer(),
			),
		);
		const pages = await sharp(frames, { join: { animated: true } })
			.tiff({ compression: 'deflate' })
			.toBuffer();
		const { info, data, display } = await opened(pages, { page: 2 });
		expect([...data.subarray(0, 3)]).toEqual([0, 0, 255]);
		expect([...display.subarray(0, 3)]).toEqual([0, 0, 255]);
		expect(info.notes).toEqual(['The file has 2 pages; page 2 is shown.']);
		expect(info.choices).toMatchObject({ pages: 2, page: 2 });
		const gone = await opened(pages, { page: 7 });
		expect([...gone.data.subarray(0, 3)]).toEqual([255, 0, 0]);
		expect(gone.info.notes).toEqual(['Page 7 was chosen, but the file has 2; the first is shown.']);
	});
});

describe('a PNG of 16 bits', () => {
	const deep = (values: readonly number[]) =>
		sharp(Uint16Array.from(values), { raw: { width: values.length, height: 1, channels: 1 } })
			.toColourspace('grey16')
			.png()
			.toBuffer();

	it('with 12 bits of data is shown from black to white, and says so', async () => {
		const { info, data } = await opened(await deep([0, 1365, 2730, 4095]));
		expect(row(data, 4)).toEqual([0, 85, 170, 255]);
		expect(info.notes).toEqual(['Values from 0 to 4095 are shown from black to white.']);
	});

	it('that uses its range is a picture, whose values can be chosen all the same', async () => {
		const bytes = await deep([0, 21_845, 43_690, 65_535]);
		const { info, data } = await opened(bytes);
		expect(row(data, 4)).toEqual([0, 85, 170, 255]);
		expect(info.notes).toBeUndefined();
		expect(info.choices?.range).toEqual([0, 65_535]);
		expect(row((await opened(bytes, { range: [0, 21_845] })).data, 4)).toEqual([0, 255, 255, 255]);
	});
});
