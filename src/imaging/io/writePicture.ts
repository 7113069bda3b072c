import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { OutputFormat } from '../../shared/imageEdits/outputFormat';
import { cutOut } from '../edits/cutOut';
import type { Matte } from '../matte';
import { type Region, wholeRegion } from '../raster';
import { bandsOf } from '../rows/bandsOf';
import type { PictureRows } from '../rows/pictureRows';
import type { OpenPicture } from './openPicture';
import { TiffRows } from './tiffRows';

export interface WriteOptions {
	readonly format: OutputFormat;
	/** 1 to 100; without it, lossless where the format can and 92 where not. */
	readonly quality?: number;
	/** Whether EXIF and XMP of the original go along; its colour profile always does. */
	readonly keepsMetadata: boolean;
	/** What is kept of the picture; the whole one without it. */
	readonly region?: Region;
	/** How much of each pixel is kept, for a part of the picture; all else becomes transparent. */
	readonly matteOf?: (part: Region) => Matte | undefined;
}

/**
 * Encodes edited pixels as an image file.
 *
 * @param picture with alpha where there is a `matteOf`; its rows are spoilt
 * @param bytes the file that the picture was read from: its colour profile and, if wanted, its metadata are kept
 * @param folder for files that are needed meanwhile; the caller removes it
 */
export async function writePicture(
	picture: OpenPicture,
	bytes: Uint8Array,
	folder: string,
	options: WriteOptions,
): Promise<Uint8Array> {
	const { format, quality, keepsMetadata, matteOf } = options;
	const { rows, isDeep, isGrey, isNative } = picture;
	const region = options.region ?? wholeRegion(rows);
	if (matteOf) cutOutRows(rows, region, matteOf);
	const staysGrey = isGrey && hasOnlyGrey(rows, region);
	const image = isNative ? await onOriginal(picture, bytes, region, folder) : fromRows(rows, region, isDeep);
	if (isNative) image.keepIccProfile();
	if (keepsMetadata) image.keepExif().keepXmp();
	if (staysGrey) image.toColourspace(isDeep ? 'grey16' : 'b-w');
	return encode(image, format, quality, region).toBuffer();
}

/** Makes what the matte does not select transparent. */
function cutOutRows(rows: PictureRows, region: Region, matteOf: (part: Region) => Matte | undefined): void {
	for (const band of bandsOf(region)) {
		const part = rows.read(band);
		const none = { left: 0, top: 0, width: 0, height: 0, alpha: new Uint8Array(0) };
		const matte = matteOf(band) ?? none;
		rows.write(
			band,
			cutOut(part, { ...matte, left: matte.left - band.left, top: matte.top - band.top }, { trim: false }),
		);
	}
}

/**
 * The edited samples in the file's own pipeline, so that libvips keeps its colour profile and converts nothing: what
 * was changed is what one has to flip in the original's bits.
 */
async function onOriginal(
	{ rows, isDeep }: OpenPicture,
	bytes: Uint8Array,
	region: Region,
	folder: string,
): Promise<Sharp> {
	const upright = (file: Uint8Array | string) =>
		sharp(file, { autoOrient: true, limitInputPixels: false, ignoreIcc: true }).toColourspace(
			isDeep ? 'rgb16' : 'srgb',
		);
	const { channels: fileChannels = 3 } = await sharp(bytes, { limitInputPixels: false }).metadata();
	const isWhole = region.width === rows.width && region.height === rows.height;
	// libvips would turn, cut out and add alpha only after it has flipped bits.
	const image = isWhole ? upright(bytes) : upright(bytes).extract(region);
	if (rows.channels === 4) image.ensureAlpha();
	const originalPath = join(folder, 'original.tif');
	await image.keepMetadata().tiff({ compression: 'none' }).toFile(originalPath);
	const flipsPath = join(folder, 'flips.tif');
	await copyFile(originalPath, flipsPath);
	const flips = new TiffRows(flipsPath);
	try {
		flipBits(flips, rows, region);
	} finally {
		flips.close();
	}
	return upright(isWhole && rows.channels === fileChannels ? bytes : originalPath).boolean(flipsPath, 'eor');
}

/** Leaves in `original` what differs between it and the region of `rows`. */
function flipBits(original: PictureRows, rows: PictureRows, region: Region): void {
	for (const band of bandsOf(wholeRegion(original))) {
		const before = original.read(band);
		const after = rows.read({ ...band, left: band.left + region.left, top: band.top + region.top });
		for (let i = 0; i < before.data.length; i++) before.data[i]! ^= after.data[i]!;
		original.write(band, before);
	}
}

function fromRows({ path, width, height }: TiffRows, region: Region, isDeep: boolean): Sharp {
	const image = sharp(path, { limitInputPixels: false }).toColourspace(isDeep ? 'rgb16' : 'srgb');
	return region.width === width && region.height === height ? image : image.extract(region);
}

/** Above this many pixels a JPEG's coefficients are not held in memory, all of them, to be coded a little better. */
const maxOptimisedPixels = 24_000_000;

function encode(
	image: Sharp,
	format: OutputFormat,
	quality: number | undefined,
	{ width, height }: Region,
): Sharp {
	switch (format) {
		case 'png':
			return image.png({ palette: false });
		case 'jpeg':
			return image.jpeg({
				quality: quality ?? 92,
				chromaSubsampling: '4:4:4',
				optimiseCoding: width * height <= maxOptimisedPixels,
			});
		case 'webp':
			return quality === undefined ? image.webp({ lossless: true }) : image.webp({ quality });
		case 'tiff':
			return image.tiff({ compression: 'deflate' });
		case 'avif':
			return image.avif({ quality: quality ?? 80 });
	}
}

function hasOnlyGrey(rows: PictureRows, region: Region): boolean {
	return bandsOf(region).every((band) => {
		const { channels, data } = rows.read(band);
		for (let i = 0; i < data.length; i += channels) {
			if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
		}
		return true;
	});
}
