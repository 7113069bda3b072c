import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { displayImage } from '../../src/inference/image/displayImage';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { readTiffLayout } from '../../src/inference/image/tiff/tiffLayout';
import { readTiffPieces } from '../../src/inference/image/tiff/tiffPieces';
import { type TiffContent, tiff } from './tiffFile';

const [width, height] = [300, 70];

/** Values of every kind of neighbourhood: slopes, edges, noise and long runs of one value. */
const value = (x: number, y: number, band: number) =>
	y % 20 > 12
		? 7000 * (band + 1)
		: (x * 191 + y * 7 + band * 5000 + (x % 7 ? 0 : (x * x * 31) % 999)) % 65_536;

function samplesOf<T extends Uint16Array | Float32Array | Float64Array>(samples: T, bands: number): T {
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			for (let band = 0; band < bands; band++) samples[(y * width + x) * bands + band] = value(x, y, band);
		}
	}
	return samples;
}

/** [height, width, bands], as the reader gives them. */
async function read(bytes: Uint8Array): Promise<number[]> {
	const layout = readTiffLayout(bytes, 1);
	const found = new Array<number>(layout.width * layout.height * layout.bands).fill(Number.NaN);
	const isAny = () => true;
	await readTiffPieces(bytes, layout, isAny, ({ x, y, width, band, bands, samples }) => {
		for (let at = 0; at < width; at++) {
			for (let b = 0; b < bands; b++) {
				found[(y * layout.width + x + at) * layout.bands + band + b] = samples[at * bands + b]!;
			}
		}
	});
	return found;
}

const same = (found: readonly number[], wanted: ArrayLike<number>) =>
	expect(
		Buffer.from(Float64Array.from(found).buffer).equals(Buffer.from(Float64Array.from(wanted).buffer)),
	).toBe(true);

describe('a TIFF that libvips wrote', () => {
	it.each([
		['uncompressed', { compression: 'none' }],
		['deflate', { compression: 'deflate', predictor: 'none' }],
		['deflate of differences', { compression: 'deflate', predictor: 'horizontal' }],
		['LZW', { compression: 'lzw', predictor: 'none' }],
		['LZW of differences', { compression: 'lzw', predictor: 'horizontal' }],
		['PackBits', { compression: 'packbits' }],
		['tiles', { compression: 'deflate', predictor: 'horizontal', tile: true, tileWidth: 64, tileHeight: 32 }],
	] as const)('is read sample by sample: %s', async (_, options) => {
		for (const bands of [1, 3] as const) {
			const samples = samplesOf(new Uint16Array(width * height * bands), bands);
			const bytes = await sharp(samples, { raw: { width, height, channels: bands } })
				.toColourspace(bands === 1 ? 'grey16' : 'rgb16')
				.tiff(options)
				.toBuffer();
			same(await read(bytes), samples);
		}
	});

	it('is read in eight bits, after a table of codes that was full', async () => {
		const side = 400;
		const noise = Uint8Array.from({ length: side * side }, (_, i) => (i * i * 31 + (i >> 3)) % 251);
		const bytes = await sharp(noise, { raw: { width: side, height: side, channels: 1 } })
			.toColourspace('b-w')
			.tiff({ compression: 'lzw', predictor: 'none' })
			.toBuffer();
		same(await read(bytes), noise);
	});
});

describe('a TIFF of another program', () => {
	const numbers = samplesOf(new Uint16Array(width * height * 2), 2);
	const content: TiffContent = { width, height, bits: 16, format: 'uint', bands: 2, data: numbers };

	it('may have its high bytes first', async () => {
		const swapped = Buffer.from(new Uint8Array(numbers.buffer)).swap16();
		same(await read(tiff({ ...content, data: swapped, isBig: true })), numbers);
	});

	it('may have its bands one after the other', async () => {
		const planes = new Uint16Array(numbers.length);
		for (const [i, number] of numbers.entries()) planes[(i % 2) * width * height + (i >> 1)] = number;
		same(await read(tiff({ ...content, data: planes, isPlanar: true })), numbers);
	});

	it('may have all its rows in one long deflated strip', async () => {
		const [width, height] = [4000, 2500];
		const data = Uint16Array.from({ length: width * height }, (_, i) => (i * 7) % 65_536);
		const bytes = tiff({ width, height, bits: 16, format: 'uint', data, isDeflated: true });
		same(await read(bytes), data);
	});

	it('may have more in a strip than its rows', async () => {
		const padded = new Uint16Array(numbers.length + 200_000);
		padded.set(numbers);
		same(await read(tiff({ ...content, data: padded, isDeflated: true })), numbers);
	});

	it.each([
		['32', samplesOf(new Float32Array(width * height), 1)],
		['64', samplesOf(new Float64Array(width * height), 1)],
	] as const)('may hold fractions of %s bits as differences of their bytes', async (bits, fractions) => {
		const data = fractions.map((number) => number / 7 - 300);
		const bytes = tiff({
			...{ width, height, bits: Number(bits), format: 'float', isDeflated: true, predictor: 3 },
			data: differencesOfBytes(new Uint8Array(data.buffer), width, Number(bits) / 8),
		});
		same(await read(bytes), data);
	});

	it('may be white at zero: then low values are bright', async () => {
		for (const data of [Uint16Array.of(0, 20_000, 65_535), Int16Array.of(-1000, 0, 2000)]) {
			const format = data instanceof Int16Array ? 'int' : 'uint';
			const bytes = tiff({ width: 3, height: 1, bits: 16, format, photometric: 0, data });
			const info = await readImageInfo(bytes, 'a.tif');
			const { data: pixels } = await readPixels(bytes, 'a.tif', info, info);
			expect(pixels[0]).toBe(255);
			expect(pixels[3]).toBeGreaterThan(100);
			expect(pixels[6]).toBe(0);
		}
	});

	it('of many megapixels that libvips cannot read is made smaller as it is read', async () => {
		const [width, height] = [5000, 4000];
		const data = new Int16Array(width * height);
		for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[y * width + x] = x - 2500;
		const bytes = tiff({ width, height, bits: 16, format: 'int', data });
		const info = await readImageInfo(bytes, 'a.tif');
		expect(info.notes).toEqual([expect.stringMatching(/^Values from -249\d to 249\d are shown/)]);
		const size = { width: 1024, height: 819 };
		const { data: pixels } = await readPixels(bytes, 'a.tif', info, size);
		for (const y of [0, 400, 818]) {
			for (let x = 2; x < size.width - 2; x += 50) {
				const level = (255 * (x + 0.5)) / size.width;
				expect(Math.abs(pixels[(y * size.width + x) * 3]! - level)).toBeLessThan(2);
			}
		}
		const shown = await sharp((await displayImage(bytes, 'a.tif', info)).bytes).metadata();
		expect([shown.width, shown.height]).toEqual([width, height]);
	});

	it.each([
		['ends before its pixels', (bytes: Buffer) => bytes.subarray(0, -10), /ends before its last pixels/],
		['has damaged pixels', (bytes: Buffer) => bytes.fill(0x55, bytes.length - 400), /cannot be read/],
	])('is refused with a sentence where it %s', async (_, damage, sentence) => {
		const bytes = damage(tiff({ ...content, format: 'int', isDeflated: true }));
		await expect(readImageInfo(bytes, 'a.tif')).rejects.toThrow(sentence);
	});

	it('that is stored turned, or holds what is not known, is refused with a sentence', async () => {
		const turned = tiff({ ...content, format: 'int', orientation: 6 });
		await expect(readImageInfo(turned, 'a.tif')).rejects.toThrow('save it upright');
		const half = tiff({ ...content, format: 'float' });
		await expect(readImageInfo(half, 'a.tif')).rejects.toThrow('fractions of 16 bits are not supported');
	});
});

/** As TIFF's third predictor has a row: all high bytes, then the next ones, and of these the differences. */
function differencesOfBytes(bytes: Uint8Array, width: number, size: number): Uint8Array {
	const rowBytes = width * size;
	const rows = new Uint8Array(bytes.length);
	for (let start = 0; start < bytes.length; start += rowBytes) {
		for (let x = 0; x < width; x++) {
			// Little-endian: the last byte is the highest.
			for (let b = 0; b < size; b++) rows[start + b * width + x] = bytes[start + x * size + size - 1 - b]!;
		}
		for (let i = rowBytes - 1; i > 0; i--) rows[start + i] = rows[start + i]! - rows[start + i - 1]!;
	}
	return rows;
}
