import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { applyImageEdit } from '../../src/imaging/applyImageEdit';
import { openPicture } from '../../src/imaging/io/openPicture';
import { writePicture } from '../../src/imaging/io/writePicture';
import { matteOf } from '../../src/imaging/matte';
import { maxSample, type Raster, wholeRegion, withAlpha } from '../../src/imaging/raster';
import { type CutOut, renderImage } from '../../src/imaging/renderImage';
import { withScratchFolder } from '../../src/node/scratchFolder';
import { type ImageEdit, imageEditShape } from '../../src/shared/imageEdits/imageEdit';
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

/** The file's samples, upright. */
const read = (bytes: Uint8Array): Promise<Raster & { isNative: boolean }> =>
	withScratchFolder(async (folder) => {
		const { rows, isNative } = await openPicture(bytes, folder, false);
		try {
			return { ...rows.read(wholeRegion(rows)), isNative };
		} finally {
			rows.close();
		}
	});

/** The file as it is written when its first pixel becomes a certain grey. */
const changed = (bytes: Uint8Array, grey: number) =>
	withScratchFolder(async (folder) => {
		const picture = await openPicture(bytes, folder, false);
		const { rows } = picture;
		const first = rows.read({ left: 0, top: 0, width: 1, height: 1 });
		rows.write({ left: 0, top: 0 }, { ...first, data: first.data.map((value, c) => (c < 3 ? grey : value)) });
		try {
			return await writePicture(picture, bytes, folder, { format: 'png', keepsMetadata: true });
		} finally {
			rows.close();
		}
	});

const rendered = (
	bytes: Uint8Array,
	format: OutputFormat,
	options: { readonly keepsMetadata?: boolean; readonly cutOut?: CutOut } = {},
) =>
	withScratchFolder(
		async (folder) =>
			(await renderImage(bytes, [], { format, keepsMetadata: false, ...options }, folder)).bytes,
	);

describe('a picture that is read, changed in one pixel and written', () => {
	it.each(Object.entries(files))(
		'%s: every other sample stays, and the profile with it',
		async (name, make) => {
			const bytes = await make();
			const before = await read(bytes);
			const written = await changed(bytes, before.data[0]! ^ 1);
			const again = await read(written);
			expect([again.width, again.height, again.channels]).toEqual([
				before.width,
				before.height,
				before.channels,
			]);
			before.data.fill(before.data[0]! ^ 1, 0, 3);
			expect(again.data).toEqual(before.data);
			const [original, result] = await Promise.all([bytes, written].map((file) => sharp(file).metadata()));
			expect(result!.icc?.length).toBe(original!.icc?.length);
			expect(result!.depth).toBe(original!.depth);
			if (name.includes('grey')) expect(result!.channels).toBe(1);
			if (name.includes('rotated')) expect([before.width, before.height]).toEqual([size.height, size.width]);
		},
	);

	it('CMYK becomes sRGB', async () => {
		const bytes = await raw(3, 8).toColourspace('cmyk').jpeg().toBuffer();
		const before = await read(bytes);
		expect(before.isNative).toBe(false);
		const written = await rendered(bytes, 'png');
		expect((await sharp(written).metadata()).space).toBe('srgb');
		expect((await read(written)).data).toEqual(before.data);
	});

	it.each([['jpeg'], ['webp'], ['tiff'], ['avif']] as const)(
		'is written as %s',
		async (format: OutputFormat) => {
			const written = await rendered(await raw(3, 8).png().toBuffer(), format);
			expect((await sharp(written).metadata()).format).toBe(format === 'avif' ? 'heif' : format);
		},
	);

	it('keeps EXIF where it is wanted, and not where it is not', async () => {
		const bytes = await raw(3, 8)
			.withExif({ IFD0: { Copyright: 'Somebody' } })
			.jpeg()
			.toBuffer();
		const written = (keepsMetadata: boolean) => rendered(bytes, 'jpeg', { keepsMetadata });
		expect((await sharp(await written(true)).metadata()).exif).toBeDefined();
		expect((await sharp(await written(false)).metadata()).exif).toBeUndefined();
	});
});

const edits: readonly ImageEdit[] = [
	{ type: 'fill' },
	{ type: 'background', background: { kind: 'transparent' } },
	{ type: 'background', background: { kind: 'colour', colour: '#205080' } },
	{ type: 'background', background: { kind: 'blur', sigma: 2 } },
	{ type: 'background', background: { kind: 'image', file: 'behind' } },
	{ type: 'blur', sigma: 2 },
	{ type: 'pixelate', size: 4 },
	{ type: 'recolour', hue: 90, saturation: 20, lightness: 10 },
	{ type: 'adjust', brightness: 10, contrast: 20 },
	{ type: 'highlight', dim: 50 },
	{ type: 'place', dx: 8, dy: -2, scale: 1.2, flip: true },
].map((edit) => imageEditShape.parse({ ...edit, softness: 1 }));

const filesToEdit = {
	...files,
	'CMYK JPEG': () => raw(3, 8).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
	'rotated JPEG in Display P3': () =>
		raw(3, 8).withIccProfile('p3').withMetadata({ orientation: 8 }).jpeg({ quality: 100 }).toBuffer(),
};

describe.each(Object.entries(filesToEdit))('a %s', (_, make) => {
	it.each(edits.map((edit) => [nameOf(edit), edit] as const))(
		'with an edit has the samples that the edit makes of its own: %s',
		async (__, edit) => {
			const bytes = await make();
			const before = await read(bytes);
			const { width, height } = before;
			const mask = rectangleMask(width, height, [6, 5, 14, 13]);
			const behind = opaque({ ...before, data: before.data.slice().reverse() });
			const isTransparent = edit.type === 'background' && edit.background.kind === 'transparent';
			const copy = { ...before, data: before.data.slice() };
			const expected = await applyImageEdit(isTransparent ? withAlpha(copy) : copy, mask, edit, {
				background: behind,
			});
			const written = await withScratchFolder(async (folder) => {
				const file = join(folder, 'behind.png');
				await writeRaster(behind, file);
				const options = { format: 'png', keepsMetadata: true, backgroundFile: () => file } as const;
				return (await renderImage(bytes, [{ edit, mask }], options, folder)).bytes;
			});
			const after = await read(written);
			expect([after.width, after.height, after.channels]).toEqual([width, height, expected.channels]);
			expect(after.data).toEqual(expected.data);
			// The fill finds the pattern, which repeats, again.
			if (edit.type !== 'fill') expect(after.data).not.toEqual(before.data);
			const [original, result] = await Promise.all([bytes, written].map((one) => sharp(one).metadata()));
			if (before.isNative) expect(result!.icc?.length).toBe(original!.icc?.length);
			expect(result!.orientation ?? 1).toBe(1);
		},
	);
});

function opaque(raster: Raster): Raster {
	if (raster.channels === 4) {
		for (let i = 3; i < raster.data.length; i += 4) raster.data[i] = maxSample(raster);
	}
	return raster;
}

function nameOf(edit: ImageEdit): string {
	return edit.type === 'background' ? `background: ${edit.background.kind}` : edit.type;
}

/** Without a profile: what stands behind is taken as sRGB. */
function writeRaster({ width, height, data }: Raster, file: string): Promise<unknown> {
	const channels = (data.length / (width * height)) as 3 | 4;
	const isDeep = data instanceof Uint16Array;
	const image = sharp(data, { raw: { width, height, channels } });
	return image
		.toColourspace(isDeep ? 'rgb16' : 'srgb')
		.png()
		.toFile(file);
}

describe('a cut-out', () => {
	const mask = rectangleMask(size.width, size.height, [5, 4, 15, 12]);
	const names = [
		'8-bit PNG',
		'PNG in Display P3',
		'16-bit PNG',
		'8-bit PNG with alpha',
		'16-bit grey TIFF',
	] as const;

	it.each(names)('of a %s has the same colours, its profile, and is transparent outside', async (name) => {
		const bytes = await files[name]();
		const original = await read(bytes);
		const trimmed = await rendered(bytes, 'png', { cutOut: { mask, trim: true, softness: 0 } });
		const again = await read(trimmed);
		expect([again.width, again.height, again.channels]).toEqual([10, 8, 4]);
		const from = (4 * size.width + 5) * original.channels;
		expect(again.data.subarray(0, 3)).toEqual(original.data.subarray(from, from + 3));
		expect((await sharp(trimmed).metadata()).icc?.length).toBe((await sharp(bytes).metadata()).icc?.length);

		const whole = await read(await rendered(bytes, 'png', { cutOut: { mask, trim: false, softness: 0 } }));
		expect([whole.width, whole.height]).toEqual([size.width, size.height]);
		const matte = matteOf(mask, 0)!;
		for (let i = 0; i < size.width * size.height; i++) {
			const [x, y] = [(i % size.width) - matte.left, Math.floor(i / size.width) - matte.top];
			const isInside = x >= 0 && y >= 0 && x < matte.width && y < matte.height;
			const alpha =
				original.channels === 4
					? original.data[4 * i + 3]!
					: whole.data.BYTES_PER_ELEMENT === 2
						? 65_535
						: 255;
			expect(whole.data[4 * i + 3]).toBe(isInside ? alpha : 0);
		}
	});
});
