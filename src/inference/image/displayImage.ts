import type { Sharp } from 'sharp';
import { isTiled, overviewSize } from '../../shared/imageTiles';
import { type ImageInfo, openBytes, pixelsOf, reading } from './imageInput';

/** Sharp pixels matter when one zooms in, so up to this many they are kept exactly. */
const losslessPixels = 4_000_000;

/**
 * The image (first frame, upright, 8 bits, sRGB) in a format that every browser shows. One that is tiled comes smaller
 * (`overviewSize`).
 *
 * @throws InferenceError `image` where the pixels cannot be decoded
 */
export async function displayImage(
	bytes: Uint8Array,
	name: string,
	info: ImageInfo,
): Promise<{ readonly bytes: Uint8Array; readonly mimeType: string }> {
	return reading(name, async () => {
		const size = isTiled(info) ? overviewSize(info) : undefined;
		const image = await pixelsOf(bytes, info, size);
		// Of so many pixels, libvips's usual filter takes twice as long.
		if (size) image.resize({ ...size, fit: 'fill', kernel: 'linear' });
		const { isLossless, isGrey } = await encodingOf(bytes, info);
		// A third of the work, where a JPEG has one channel.
		const shown = image.toColourspace(isGrey ? 'b-w' : 'srgb');
		const encoded = await (isLossless ? asPng(shown) : asJpeg(shown)).toBuffer();
		return { bytes: encoded, mimeType: isLossless ? 'image/png' : 'image/jpeg' };
	});
}

/**
 * Writes the tiles of an image at its own size and at each half of it, as files `<n>/<column>_<row>.<extension>` of a
 * folder; the largest n is the image's own size.
 *
 * @throws InferenceError `image` where the pixels cannot be decoded
 */
export async function writeTiles(
	bytes: Uint8Array,
	name: string,
	info: ImageInfo,
	folder: string,
	side: number,
): Promise<TileFiles> {
	return reading(name, async () => {
		const { isLossless, isGrey } = await encodingOf(bytes, info);
		const shown = (await pixelsOf(bytes, info)).toColourspace(isGrey ? 'b-w' : 'srgb');
		await (isLossless ? asPng(shown) : asJpeg(shown))
			.tile({ size: side, overlap: 0, layout: 'dz', depth: 'onetile' })
			.toFile(`${folder}/image`);
		return {
			folder: `${folder}/image_files`,
			...(isLossless
				? { extension: 'png', mimeType: 'image/png' }
				: { extension: 'jpeg', mimeType: 'image/jpeg' }),
		};
	});
}

export interface TileFiles {
	readonly folder: string;
	readonly extension: string;
	readonly mimeType: string;
}

/** PNG would keep 16 bits a channel, and browsers draw those slowly. */
const asPng = (image: Sharp) => image.png({ compressionLevel: 2, adaptiveFiltering: false, palette: false });

/** The best codes of a JPEG need it in memory whole. */
const asJpeg = (image: Sharp) =>
	image.jpeg({ quality: 95, chromaSubsampling: '4:4:4', optimiseCoding: false });

async function encodingOf(bytes: Uint8Array, info: ImageInfo) {
	const { hasAlpha, isGrey } = await layoutOf(bytes, info);
	const isLossless = hasAlpha || info.width * info.height <= losslessPixels;
	return { isLossless, isGrey: isGrey && !isLossless };
}

async function layoutOf(bytes: Uint8Array, { format, range, choices }: ImageInfo) {
	if (format === 'bmp') return { hasAlpha: false, isGrey: false };
	if (range) return { hasAlpha: false, isGrey: choices?.shownBands.length === 1 };
	const { hasAlpha = false, space = '' } = await openBytes(bytes).metadata();
	return { hasAlpha, isGrey: ['b-w', 'grey16'].includes(space) };
}
