import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { displayImage } from '../../src/inference/image/displayImage';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { OpenedImages } from '../../src/inference/image/openedImages';
import { bmp, disc } from './pictures';

const name = 'photo.png';

/** The image at its own size, through the same code as the model's input. */
async function pixels(bytes: Uint8Array) {
	const info = await readImageInfo(bytes, name);
	return { ...info, ...(await readPixels(bytes, name, info, info)) };
}

function at({ data, width }: { data: Uint8Array; width: number }, x: number, y: number): number[] {
	return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

/** Red where the disc is, grey opposite: the picture is whole, upright and in colour. */
async function expectDisc(bytes: Uint8Array, width: number, height: number, tolerance = 12) {
	const image = await pixels(bytes);
	expect(image).toMatchObject({ width, height });
	expect(image.data).toHaveLength(width * height * 3);
	const inside = at(image, Math.floor(0.3 * width), Math.floor(0.4 * height));
	const outside = at(image, Math.floor(0.7 * width), Math.floor(0.6 * height));
	for (const [c, value] of [176, 32, 24].entries())
		expect(Math.abs(inside[c]! - value)).toBeLessThan(tolerance);
	for (const value of outside) expect(Math.abs(value - 204)).toBeLessThan(tolerance);
}

describe('an image of a known format', () => {
	const formats = {
		png: () => disc(120, 80).png(),
		'png with a palette': () => disc(120, 80).png({ palette: true }),
		jpeg: () => disc(120, 80).jpeg({ quality: 95 }),
		'progressive jpeg': () => disc(120, 80).jpeg({ quality: 95, progressive: true }),
		webp: () => disc(120, 80).webp({ quality: 95 }),
		'lossless webp': () => disc(120, 80).webp({ lossless: true }),
		gif: () => disc(120, 80).gif(),
		tiff: () => disc(120, 80).tiff({ compression: 'lzw' }),
		'16-bit tiff': () => disc(120, 80).toColourspace('rgb16').tiff(),
		'16-bit png': () => disc(120, 80).toColourspace('rgb16').png(),
		avif: () => disc(120, 80).avif({ quality: 90 }),
	};
	it.each(Object.entries(formats))('is read: %s', async (_, make) => {
		await expectDisc(await make().toBuffer(), 120, 80, 20);
	});

	it('is read in sRGB where it is CMYK', async () => {
		const bytes = await disc(120, 80).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
		expect((await sharp(bytes).metadata()).channels).toBe(4);
		// Inks reach fewer reds than screens.
		await expectDisc(bytes, 120, 80, 40);
	});

	it('is read as grey in three channels where it is greyscale, transparent parts on a neutral ground', async () => {
		const grey = await sharp(await disc(40, 40).png().toBuffer())
			.ensureAlpha(0)
			.toColourspace('b-w')
			.png()
			.toBuffer();
		expect((await sharp(grey).metadata()).channels).toBe(2);
		const image = await pixels(grey);
		expect(image.data).toHaveLength(40 * 40 * 3);
		const [r, g, b] = at(image, 20, 20);
		expect(Math.max(r!, g!, b!)).toBeLessThan(130);
		expect(Math.min(r!, g!, b!)).toBeGreaterThan(95);
	});

	it('is read in 8 bits where it is 16-bit greyscale', async () => {
		const ramp = Uint16Array.from({ length: 256 }, (_, i) => i * 257);
		const raw = { width: 256, height: 1, channels: 1 } as const;
		const bytes = await sharp(ramp, { raw }).toColourspace('grey16').png().toBuffer();
		expect((await sharp(bytes).metadata()).depth).toBe('ushort');
		const image = await pixels(bytes);
		expect(at(image, 0, 0)).toEqual([0, 0, 0]);
		expect(at(image, 255, 0)).toEqual([255, 255, 255]);
		expect(Math.abs(at(image, 128, 0)[0]! - 128)).toBeLessThanOrEqual(2);
	});

	it('is read upright, with the size as shown, whatever its EXIF orientation', async () => {
		for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
			const turned = await sharp(await disc(120, 80).png().toBuffer())
				.withMetadata({ orientation })
				.jpeg({ quality: 95 })
				.toBuffer();
			const swapped = orientation > 4;
			const image = await pixels(turned);
			expect(image).toMatchObject(swapped ? { width: 80, height: 120 } : { width: 120, height: 80 });
			const upright = await sharp(turned).autoOrient().removeAlpha().raw().toBuffer();
			expect(Buffer.compare(Buffer.from(image.data), upright)).toBe(0);
		}
	});

	it('is its first frame where it is animated', async () => {
		const first = await disc(60, 40).png().toBuffer();
		const second = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#00f' } })
			.png()
			.toBuffer();
		const animated = await sharp([first, second], { join: { animated: true } })
			.gif()
			.toBuffer();
		expect((await sharp(animated).metadata()).pages).toBe(2);
		await expectDisc(animated, 60, 40, 20);
	});

	it.each([
		[1, 1],
		[30_000, 40],
		[40, 30_000],
	])('is scaled to the input where it is %i × %i px', async (width, height) => {
		const bytes = await sharp({ create: { width, height, channels: 3, background: '#804020' } })
			.png()
			.toBuffer();
		const info = await readImageInfo(bytes, name);
		expect(info).toMatchObject({ width, height });
		const size =
			width === height
				? { width: 1024, height: 1024 }
				: width > height
					? { width: 1024, height: 1 }
					: { width: 1, height: 1024 };
		const image = await readPixels(bytes, name, info, size);
		expect(image).toMatchObject(size);
		expect(new Set(image.data)).toEqual(new Set([0x80, 0x40, 0x20]));
	});

	it('is enlarged with pixel centres on each other, not corners', async () => {
		const ramp = Uint8Array.from({ length: 30 }, (_, i) => Math.floor(i / 3) * 20);
		const bytes = await sharp(ramp, { raw: { width: 10, height: 1, channels: 3 } })
			.png()
			.toBuffer();
		const { data } = await readPixels(bytes, name, await readImageInfo(bytes, name), {
			width: 20,
			height: 2,
		});
		const row = Array.from({ length: 20 }, (_, i) => data[i * 3]!);
		expect(row).toEqual([
			0, 5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 105, 115, 125, 135, 145, 155, 165, 175, 180,
		]);
	});
});

describe('a region of an image', () => {
	it.each([
		['PNG', () => disc(120, 80).png()],
		['JPEG, turned', () => disc(120, 80).withMetadata({ orientation: 6 }).jpeg()],
		['TIFF of 16 bits', () => disc(120, 80).toColourspace('rgb16').tiff()],
	])('has the pixels of the image that is shown there: %s', async (_, picture) => {
		const bytes = await picture().toBuffer();
		const whole = await pixels(bytes);
		const region = { x: 21, y: 17, width: 40, height: 31 };
		const images = new OpenedImages();
		const opened = await images.open(bytes, undefined, region);
		expect(opened).toMatchObject({ width: 40, height: 31 });
		expect(opened.hash).not.toBe((await images.open(bytes)).hash);
		const part = await readPixels(bytes, name, opened, opened);
		for (let y = 0; y < 31; y++)
			for (let x = 0; x < 40; x++) expect(at(part, x, y)).toEqual(at(whole, 21 + x, 17 + y));
	});

	it('is refused in a sentence where the image has none there', async () => {
		const bytes = await disc(120, 80).png().toBuffer();
		await expect(
			new OpenedImages().open(bytes, undefined, { x: 100, y: 0, width: 40, height: 31 }),
		).rejects.toThrow(
			'The part of this file to look closer at is not within its 120 × 80 px. Zoom to it again.',
		);
	});
});

describe('a Windows bitmap', () => {
	const expected = [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 128, 128, 128];
	it.each([
		['4 bits', bmp(4)],
		['8 bits', bmp(8)],
		['8 bits, RLE', bmp(8, { rle: true })],
		['16 bits', bmp(16)],
		['24 bits', bmp(24)],
		['24 bits, top down', bmp(24, { topDown: true })],
		['32 bits', bmp(32)],
	])('of %s is read', async (_, bytes) => {
		const image = await pixels(bytes);
		expect(image).toMatchObject({ width: 3, height: 2, format: 'bmp' });
		// Five bits of grey are not quite eight.
		expect([...image.data].map((value, i) => Math.abs(value - expected[i]!) <= 5)).not.toContain(false);
	});

	it('that ends early is said to', async () => {
		const bytes = bmp(24);
		await expect(pixels(bytes.subarray(0, -5))).rejects.toThrow('it ends 5 bytes early');
		await expect(pixels(bytes.subarray(0, 30))).rejects.toThrow('The pixels of photo.png cannot be read');
	});
});

describe('what is no image gets a sentence', () => {
	it.each([
		['an empty file', Buffer.alloc(0), 'There is no image in photo.png: it is empty (0 bytes).'],
		[
			'text',
			Buffer.from('hello, I am not an image'),
			'Strata opens PNG, JPEG, WebP, BMP, GIF, TIFF or AVIF, but photo.png is a file of 24 bytes',
		],
		[
			'an SVG',
			Buffer.from('<?xml version="1.0"?><svg width="5" height="5"/>'),
			'photo.png is an SVG or XML file.',
		],
		['a PDF', Buffer.from('%PDF-1.7 …'), 'photo.png is a PDF file.'],
		['a pointer of Git LFS', Buffer.from('version https://git-lfs.github.com/spec/v1'), 'git lfs pull'],
		[
			'a few bytes of PNG',
			Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
			'The pixels of photo.png cannot be read',
		],
		['noise', Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919) % 251)), 'Strata opens PNG'],
	])('%s', async (_, bytes, sentence) => {
		const error = await readImageInfo(bytes, name).catch((error: unknown) => error);
		expect(error).toMatchObject({ kind: 'image' });
		expect((error as Error).message).toContain(sentence);
	});

	it.each(['png', 'webp', 'gif', 'tiff', 'avif'] as const)('a %s cut short', async (format) => {
		const noisy = Uint8Array.from({ length: 200 * 150 * 3 }, (_, i) => (i * i * 31) % 256);
		const whole = await sharp(noisy, { raw: { width: 200, height: 150, channels: 3 } })
			.toFormat(format)
			.toBuffer();
		const error = await pixels(whole.subarray(0, Math.floor(whole.length * 0.6))).catch(
			(error: unknown) => error,
		);
		expect(error).toMatchObject({ kind: 'image' });
		expect((error as Error).message).toMatch(/^The pixels of photo.png cannot be read/);
		expect((error as Error).message).not.toContain('\n');
	});

	it('more pixels than memory should hold', async () => {
		// Only the header says so: nothing is decoded.
		const bytes = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
			.png()
			.toBuffer();
		bytes.writeUInt32BE(50_000, 16);
		bytes.writeUInt32BE(40_000, 20);
		const { crc32 } = await import('node:zlib');
		bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
		await expect(readImageInfo(bytes, name)).rejects.toThrow(
			'With 50000 × 40000 px (2000 megapixels), photo.png is larger than the 537 megapixels that are allowed.',
		);
	});
});

describe('an image to show', () => {
	const shown = async (bytes: Uint8Array) => {
		const image = await displayImage(bytes, name, await readImageInfo(bytes, name));
		return { mimeType: image.mimeType, ...(await sharp(image.bytes).metadata()) };
	};

	it('is a PNG of 8 bits for small ones, exact', async () => {
		const bytes = await disc(120, 80).toColourspace('rgb16').tiff().toBuffer();
		expect(await shown(bytes)).toMatchObject({
			mimeType: 'image/png',
			width: 120,
			height: 80,
			depth: 'uchar',
		});
	});

	it('is upright, keeps transparency, and is a bitmap’s too', async () => {
		const clear = await sharp(await disc(60, 40).png().toBuffer())
			.ensureAlpha(0.5)
			.withMetadata({ orientation: 6 })
			.tiff({ compression: 'lzw' })
			.toBuffer();
		expect(await shown(clear)).toMatchObject({ width: 40, height: 60, hasAlpha: true });
		expect(await shown(bmp(24))).toMatchObject({ mimeType: 'image/png', width: 3, height: 2 });
	});

	it('is a JPEG for large ones, and no longer than browsers draw', async () => {
		const large = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#456' } })
			.tiff({ compression: 'lzw' })
			.toBuffer();
		expect(await shown(large)).toMatchObject({ mimeType: 'image/jpeg', width: 3000, height: 2000 });
		const long = await sharp({ create: { width: 30_000, height: 40, channels: 3, background: '#456' } })
			.tiff({ compression: 'lzw' })
			.toBuffer();
		expect(await shown(long)).toMatchObject({ width: 16_384, height: 21 });
	});
});
