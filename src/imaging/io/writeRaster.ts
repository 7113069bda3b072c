import sharp, { type Sharp } from 'sharp';
import type { OutputFormat } from '../../shared/imageEdits/outputFormat';
import { type Raster, type Region, wholeRegion } from '../raster';
import type { ReadPicture } from './readRaster';

export interface WriteOptions {
	readonly format: OutputFormat;
	/** 1 to 100; without it, lossless where the format can and 92 where not. */
	readonly quality?: number;
	/** Whether EXIF and XMP of the original go along; its colour profile always does. */
	readonly keepsMetadata: boolean;
	/** Where the raster lies in the original, if it is a part of it. */
	readonly region?: Region;
}

/**
 * Encodes edited pixels as an image file.
 *
 * @param bytes the file that the picture was read from: its colour profile and, if wanted, its metadata are kept
 */
export async function writeRaster(
	raster: Raster,
	picture: ReadPicture,
	bytes: Uint8Array,
	{ format, quality, keepsMetadata, region }: WriteOptions,
): Promise<Uint8Array> {
	const part = region ?? wholeRegion(raster);
	const image = picture.isNative ? await onOriginal(raster, bytes, part) : fromSamples(raster);
	if (picture.isNative) image.keepIccProfile();
	if (keepsMetadata) image.keepExif().keepXmp();
	if (picture.isGrey && isGrey(raster)) {
		image.toColourspace(raster.data instanceof Uint16Array ? 'grey16' : 'b-w');
	}
	return encode(image, format, quality).toBuffer();
}

/**
 * The edited samples in the file's own pipeline, so that libvips keeps its colour profile and converts nothing: what
 * was changed is what one has to flip in the original's bits.
 */
async function onOriginal(raster: Raster, bytes: Uint8Array, part: Region): Promise<Sharp> {
	const { width, height, channels, data } = raster;
	const isDeep = data instanceof Uint16Array;
	const upright = (file: Uint8Array) =>
		sharp(file, { autoOrient: true, limitInputPixels: false, ignoreIcc: true }).toColourspace(
			isDeep ? 'rgb16' : 'srgb',
		);
	const { autoOrient, channels: fileChannels = 3 } = await sharp(bytes, {
		limitInputPixels: false,
	}).metadata();
	const isWhole = part.width === autoOrient.width && part.height === autoOrient.height;
	// libvips would cut out and add alpha only after it has flipped bits.
	const file =
		isWhole && channels === fileChannels
			? bytes
			: await withForm(upright(bytes).extract(part), channels).toBuffer();
	const flips = await upright(file)
		.raw({ depth: isDeep ? 'ushort' : 'uchar' })
		.toBuffer();
	const edited = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	for (let i = 0; i < flips.length; i++) flips[i]! ^= edited[i]!;
	const operand = isDeep ? new Uint16Array(flips.buffer, flips.byteOffset, flips.length / 2) : flips;
	// Its types know of Buffer only; it takes what a raw image may be made of.
	return upright(file).boolean(operand as Buffer, 'eor', { raw: { width, height, channels } });
}

function withForm(image: Sharp, channels: 3 | 4): Sharp {
	return (channels === 4 ? image.ensureAlpha() : image).keepMetadata().tiff({ compression: 'none' });
}

function fromSamples({ width, height, channels, data }: Raster): Sharp {
	const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
	return data instanceof Uint16Array ? image.toColourspace('rgb16') : image;
}

function encode(image: Sharp, format: OutputFormat, quality: number | undefined): Sharp {
	switch (format) {
		case 'png':
			return image.png({ palette: false });
		case 'jpeg':
			return image.jpeg({ quality: quality ?? 92, chromaSubsampling: '4:4:4', mozjpeg: false });
		case 'webp':
			return quality === undefined ? image.webp({ lossless: true }) : image.webp({ quality });
		case 'tiff':
			return image.tiff({ compression: 'deflate' });
		case 'avif':
			return image.avif({ quality: quality ?? 80 });
	}
}

function isGrey({ channels, data }: Raster): boolean {
	for (let i = 0; i < data.length; i += channels) {
		if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
	}
	return true;
}
