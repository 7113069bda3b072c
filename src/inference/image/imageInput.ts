import sharp, { type Sharp } from 'sharp';
import { type ImageChoices, type ImageView, plainView } from '../../shared/imageView';
import { InferenceError, oneLine } from '../../shared/inferenceError';
import type { Region } from '../../shared/region';
import { decodeBmp, type RgbImage, readBmpHeader } from './bmp';
import { damageOf } from './damage';
import { decodedSize } from './decodedSize';
import { describeBytes, formatNames, type ImageFormat, imageFormatOf } from './imageFormat';
import { resampleBicubic } from './resample';
import type { Levels } from './stretch';
import {
	chosenPage,
	isDeepPng,
	pageNotes,
	type StretchedImage,
	stretchedPixels,
	stretchedPng,
	stretchedTiff,
} from './stretchedImage';
import { readTiffTags } from './tiff/tiffTags';
import { upscale } from './upscale';
import type { ValueRange } from './valueRange';

/** Pixels; a process that tries more can take the machine's memory with it. */
const maxPixels = 512 * 1024 * 1024;
/** The same where decoders hold far more than the pixels: measured, 8 bytes for each of WebP, 18 of AVIF. */
const maxPixelsOf: Partial<Record<ImageFormat, number>> = { webp: 115_000_000, avif: 54_000_000 };

/** What lies behind transparent pixels when a model looks: near the mean of photographs, so that it says nothing. */
const neutral = { r: 124, g: 116, b: 104 };

/** Bytes that a decoder may hold at once; small files can claim to be very large. */
const maxDecodedBytes = 640 * 1024 * 1024;
/** From this many on, an image is decoded only for somebody who opens it. */
const costlyBytes = 128 * 1024 * 1024;

/** Files are read once, in a process that has other uses for the memory. */
sharp.cache(false);

export interface ImageInfo {
	/** Pixels, after EXIF rotation, as shown. */
	readonly width: number;
	readonly height: number;
	readonly format: ImageFormat;
	/** Decoding it takes much memory. */
	readonly isCostly?: boolean;
	/** What the user should know about how the file is shown, as sentences. */
	readonly notes?: readonly string[];
	/** The file is damaged, and is to be read as far as it goes. */
	readonly isDamaged?: boolean;
	/** What there is to choose in the file; absent where there is nothing. */
	readonly choices?: ImageChoices;
	/** The values that are shown as black and white, where libvips would not show the image as it should be. */
	readonly range?: ValueRange;
	/** The part of the file's image that this one is, of that size; absent: all of it. */
	readonly region?: Region;
}

/**
 * The format and the size of an image: from its header alone, where that says what is to be seen.
 *
 * @param name what to call the file in messages
 * @param view what the user chose of a file that holds more than can be shown
 * @throws InferenceError `image` with a sentence: empty, no image, broken header, too large
 */
export async function readImageInfo(
	bytes: Uint8Array,
	name: string,
	view: ImageView = plainView,
): Promise<ImageInfo> {
	if (bytes.length === 0) {
		throw new InferenceError('image', `There is no image in ${name}: it is empty (0 bytes).`);
	}
	const format = imageFormatOf(bytes);
	if (!format) {
		throw new InferenceError('image', `Strata opens ${formatNames}, but ${name} is ${describeBytes(bytes)}.`);
	}
	const tags = format === 'tiff' ? readTiffTags(bytes, view.page) : undefined;
	if (tags) checkSize(name, 'tiff', tags, (tags.width * tags.height * tags.bands * tags.bits) / 8);
	const stretched = format === 'tiff' ? await reading(name, () => stretchedTiff(bytes, view)) : undefined;
	if (stretched) return stretchedInfo(format, stretched);
	const { size, layout, pages } = await reading(name, async () => {
		if (format === 'bmp') {
			const header = readBmpHeader(bytes);
			return { size: header, layout: header, pages: 1 };
		}
		const metadata = await openBytes(bytes).metadata();
		const pages = metadata.pages ?? 1;
		const page = chosenPage(view, pages);
		const shown = page === 1 ? metadata : await openBytes(bytes, { page }).metadata();
		return { size: shown.autoOrient, layout: metadata, pages };
	});
	const { width, height } = size;
	const decoded = decodedSize(format, layout);
	checkSize(name, format, size, decoded);
	const damage = damageOf(bytes, format);
	if (isDeepPng(bytes) && format === 'png' && !damage && width * height * 6 <= costlyBytes) {
		return stretchedInfo(format, await reading(name, () => stretchedPng(bytes, view)));
	}
	const page = chosenPage(view, pages);
	const isPaged = format === 'tiff' || view.page !== undefined;
	const notes = [
		...(damage === undefined ? [] : [damage]),
		...(isPaged ? pageNotes(view, { pages, page }) : []),
	];
	return {
		width,
		height,
		format,
		...(decoded > costlyBytes || width * height * 3 > costlyBytes ? { isCostly: true } : {}),
		...(damage === undefined ? {} : { isDamaged: true }),
		...(pages > 1 ? { choices: { pages, page, bands: 3, shownBands: [1, 2, 3] } } : {}),
		...(notes.length === 0 ? {} : { notes }),
	};
}

/** @throws InferenceError `image` where it is too large, in bytes of memory or in pixels */
function checkSize(
	name: string,
	format: ImageFormat,
	{ width, height }: { readonly width: number; readonly height: number },
	decoded: number,
): void {
	const most = maxPixelsOf[format] ?? maxPixels;
	if (decoded > maxDecodedBytes) {
		throw new InferenceError(
			'image',
			`Decoding ${name} takes ${Math.round(decoded / 2 ** 20)} MB of memory, more than the ${maxDecodedBytes / 2 ** 20} MB that are allowed. Scale the image down, or save it as a TIFF or a PNG that is not interlaced.`,
		);
	}
	if (width * height > most) {
		throw new InferenceError(
			'image',
			`With ${width} × ${height} px (${Math.round((width * height) / 1e6)} megapixels), ${name} is larger than the ${Math.round(most / 1e6)} megapixels that are allowed${format in maxPixelsOf ? ` for ${format === 'webp' ? 'WebP' : 'AVIF'}` : ''}. Scale the image down or cut it into tiles.`,
		);
	}
}

function stretchedInfo(format: ImageFormat, { sampleBytes, notes, ...image }: StretchedImage): ImageInfo {
	return {
		...image,
		format,
		...(sampleBytes > costlyBytes && { isCostly: true }),
		...(notes.length > 0 && { notes }),
	};
}

/** How a model's reference scales images: PIL's antialiased bilinear, or its antialiased bicubic. */
export type ResizeFilter = 'triangle' | 'bicubic';

/**
 * The pixels of an image at a given size: upright, first frame, sRGB, 8 bits, transparency on a neutral ground.
 *
 * `triangle` is what SAM's reference uses, as wide as the step (PIL's antialiased bilinear). libvips's `linear` is that
 * filter: on photographs within 0.2 to 0.5 grey levels of PIL's on average (lanczos3, sharp's usual, 1 to 3). To
 * enlarge, libvips is not asked; see `upscale`. `bicubic` is PIL's to the byte; see `resampleBicubic`.
 *
 * @throws InferenceError `image` where the pixels cannot be decoded (a truncated file)
 */
export async function readPixels(
	bytes: Uint8Array,
	name: string,
	info: ImageInfo,
	size: { readonly width: number; readonly height: number },
	filter: ResizeFilter = 'triangle',
): Promise<RgbImage> {
	return reading(name, async () => {
		const { width, height } = info;
		const enlarging = Math.max(width, height) < Math.max(size.width, size.height);
		const isScaledHere = enlarging || filter === 'bicubic';
		const pixels = (await pixelsOf(bytes, info, isScaledHere ? undefined : size)).flatten({
			background: neutral,
		});
		if (filter === 'bicubic') return resampleBicubic(await rawPixels(pixels), size);
		if (!enlarging) pixels.resize({ ...size, fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false });
		const image = await rawPixels(pixels);
		return enlarging ? upscale(image, size) : image;
	});
}

async function rawPixels(pixels: Sharp): Promise<RgbImage> {
	const { data, info } = await pixels
		.toColourspace('srgb')
		.raw({ depth: 'uchar' })
		.toBuffer({ resolveWithObject: true });
	return { data: spread(data, info.channels), width: info.width, height: info.height };
}

interface OpenOptions {
	/** From 1. */
	readonly page?: number;
	/** As far as it goes. */
	readonly isDamaged?: boolean;
}

export function openBytes(bytes: Uint8Array, { page = 1, isDamaged = false }: OpenOptions = {}): Sharp {
	// 'error' leaves out libvips's warnings: cameras write JPEGs that are odd and still whole.
	const failOn = isDamaged ? 'none' : 'error';
	// Decoders of formats without pages refuse the option.
	const paged = page === 1 ? {} : { page: page - 1 };
	return sharp(bytes, { autoOrient: true, limitInputPixels: false, failOn, ...paged });
}

/**
 * The pixels of an image as it is shown: upright, of the chosen page and bands, of the region only.
 *
 * @param size the one that the pixels will be scaled to, if any: some large images are read at it at once
 */
export async function pixelsOf(
	bytes: Uint8Array,
	info: ImageInfo,
	size?: { readonly width: number; readonly height: number },
): Promise<Sharp> {
	const { region, ...whole } = info;
	if (region) {
		const { x, y, width, height } = region;
		return (await pixelsOf(bytes, whole)).extract({ left: x, top: y, width, height });
	}
	const { format, range, isDamaged = false, choices } = info;
	if (format === 'bmp') return ofRaw(decodeBmp(bytes));
	if (range && choices && (format === 'tiff' || format === 'png')) {
		return ofRaw(await stretchedPixels(bytes, format, range, choices, size));
	}
	return openBytes(bytes, { isDamaged, ...(choices && { page: choices.page }) });
}

function ofRaw(image: RgbImage | Levels): Sharp {
	const { data, width, height } = image;
	const channels = 'channels' in image ? image.channels : 3;
	return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
}

/** Grey (and what follows it) as three channels. */
function spread(data: Uint8Array, channels: number): Uint8Array {
	if (channels === 3) return data;
	const count = data.length / channels;
	const rgb = new Uint8Array(count * 3);
	for (let i = 0; i < count; i++) rgb.fill(data[i * channels]!, i * 3, i * 3 + 3);
	return rgb;
}

/** @throws InferenceError `image` with a sentence for whatever a decoder throws */
export async function reading<T>(name: string, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		throw new InferenceError(
			'image',
			`The pixels of ${name} cannot be read (${oneLine(error)}). The file may be damaged or cut short.`,
			error,
		);
	}
}
