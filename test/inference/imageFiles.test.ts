import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cutOut } from '../../src/imaging/edits/cutOut';
import { readRaster } from '../../src/imaging/io/readRaster';
import { writeRaster } from '../../src/imaging/io/writeRaster';
import { matteOf } from '../../src/imaging/matte';
import type { OutputFormat } from '../../src/shared/imageEdits/outputFormat';
import { rectangleMask } from '../unit/imaging/rasters';

const size = { width: 31, height: 22 };

/** Samples of a picture in which every pixel differs from its neighbours. */
function samples(channels: number, bits: 8 | 16): Uint8Array | Uint16Array {
	const data =
		bits === 16
			? new Uint16Array(size.width * size.height * channels)
			: new Uint8Array(size.width * size.height * channels);
	return data.map((_, i: number) => (i * 7919) % (bits === 16 ? 65_536 : 256));
}

const raw = (channels: 1 | 3 | 4, bits: 8 | 16) =>
	sharp(samples(channels, bits), { raw: { ...size, channels } }).toColourspace(
		channels === 1 ? (bits === 16 ? 'grey16' : 'b-w') : bits === 16 ? 'rgb16' : 'srgb',
	);

const files = {
	'8-bit PNG': () => raw(3, 8).png().toBuffer(),
	'16-bit PNG': () => raw(3, 16).png().toBuffer(),
	'8-bit PNG with alpha': () => raw(4, 8).png().toBuffer(),
	'16-bit PNG with alpha': () => raw(4, 16).png().toBuffer(),
	'PNG in Display P3': () => raw(3, 8).withIccProfile('p3').png().toBuffer(),
	'16-bit PNG in Display P3': () => raw(3, 16).withIccProfile('p3').png().toBuffer(),
	'grey PNG': () => raw(1, 8).png().toBuffer(),
	'16-bit grey TIFF': () => raw(1, 16).tiff().toBuffer(),
	'rotated TIFF': () => raw(3, 8).withMetadata({ orientation: 6 }).tiff().toBuffer(),
} as const;

describe('a picture that is read, changed in one pixel and written', () => {
	it.each(Object.entries(files))(
		'%s: every other sample stays, and the profile with it',
		async (name, make) => {
			const bytes = await make();
			const picture = await readRaster(bytes);
			const { raster } = picture;
			const before = raster.data.slice();
			raster.data[0] = raster.data[0]! ^ 1;
			raster.data[1] = raster.data[0]!;
			raster.data[2] = raster.data[0]!;
			const written = await writeRaster(raster, picture, bytes, { format: 'png', keepsMetadata: true });

			const again = await readRaster(written);
			expect([again.raster.width, again.raster.height, again.raster.channels]).toEqual([
				raster.width,
				raster.height,
				raster.channels,
			]);
			before.set(raster.data.subarray(0, 3), 0);
			expect(again.raster.data).toEqual(before);
			const [original, result] = await Promise.all([bytes, written].map((file) => sharp(file).metadata()));
			expect(result!.icc?.length).toBe(original!.icc?.length);
			expect(result!.depth).toBe(original!.depth);
			if (name.includes('grey')) expect(result!.channels).toBe(1);
			if (name.includes('rotated')) expect([raster.width, raster.height]).toEqual([size.height, size.width]);
		},
	);

	it('CMYK becomes sRGB', async () => {
		const bytes = await raw(3, 8).toColourspace('cmyk').jpeg().toBuffer();
		const picture = await readRaster(bytes);
		expect(picture.isNative).toBe(false);
		const written = await writeRaster(picture.raster, picture, bytes, { format: 'png', keepsMetadata: true });
		expect((await sharp(written).metadata()).space).toBe('srgb');
		expect((await readRaster(written)).raster.data).toEqual(picture.raster.data);
	});

	it.each([['jpeg'], ['webp'], ['tiff'], ['avif']] as const)(
		'is written as %s',
		async (format: OutputFormat) => {
			const bytes = await raw(3, 8).png().toBuffer();
			const picture = await readRaster(bytes);
			const written = await writeRaster(picture.raster, picture, bytes, { format, keepsMetadata: false });
			expect((await sharp(written).metadata()).format).toBe(format === 'avif' ? 'heif' : format);
		},
	);

	it('keeps EXIF where it is wanted, and not where it is not', async () => {
		const bytes = await raw(3, 8)
			.withExif({ IFD0: { Copyright: 'Somebody' } })
			.jpeg()
			.toBuffer();
		const picture = await readRaster(bytes);
		const written = (keepsMetadata: boolean) =>
			writeRaster(picture.raster, picture, bytes, { format: 'jpeg', keepsMetadata });
		expect((await sharp(await written(true)).metadata()).exif).toBeDefined();
		expect((await sharp(await written(false)).metadata()).exif).toBeUndefined();
	});
});

describe('a cut-out', () => {
	it.each(['8-bit PNG', 'PNG in Display P3', '16-bit PNG'] as const)(
		'of a %s has the same colours, its profile, and is transparent outside',
		async (name) => {
			const bytes = await files[name]();
			const picture = await readRaster(bytes);
			const matte = matteOf(rectangleMask(size.width, size.height, [5, 4, 15, 12]), 0)!;
			const original = picture.raster.data.slice();
			const result = cutOut(picture.raster, matte, { trim: true });
			const written = await writeRaster(result, picture, bytes, {
				format: 'png',
				keepsMetadata: false,
				region: matte,
			});
			const again = (await readRaster(written)).raster;
			expect([again.width, again.height, again.channels]).toEqual([10, 8, 4]);
			const from = (4 * size.width + 5) * 3;
			expect(Array.from(again.data.subarray(0, 3))).toEqual(Array.from(original.subarray(from, from + 3)));
			expect((await sharp(written).metadata()).icc?.length).toBe((await sharp(bytes).metadata()).icc?.length);
		},
	);
});
