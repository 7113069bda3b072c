import { join } from 'node:path';
import sharp from 'sharp';
import { TiffRows } from './tiffRows';

/** An image file's pixels with what is needed to write them back as they were meant. */
export interface OpenPicture {
	/** Upright; to be closed. */
	readonly rows: TiffRows;
	/** Samples have 16 bits. */
	readonly isDeep: boolean;
	/** The file has no colours. */
	readonly isGrey: boolean;
	/**
	 * The rows hold the file's own samples, of its own colour profile: what is not changed can be written back
	 * exactly. Otherwise (CMYK, Lab, a palette with more than colours) they were converted to sRGB.
	 */
	readonly isNative: boolean;
}

/**
 * Reads an image upright into a file that can be edited, 8 bits a sample, or 16 where the image has more than 8.
 *
 * @param folder where the file is made; the caller removes it
 * @param withAlpha whether there is alpha even where the image has none
 * @throws Error of the decoder where the file is no image or damaged
 */
export async function openPicture(
	bytes: Uint8Array,
	folder: string,
	withAlpha: boolean,
): Promise<OpenPicture> {
	const { space, depth } = await sharp(bytes, { limitInputPixels: false }).metadata();
	const isGrey = space === 'b-w' || space === 'grey16';
	const isNative = isGrey || space === 'srgb' || space === 'rgb16';
	const isDeep = depth !== 'uchar' && depth !== 'char';
	const image = sharp(bytes, {
		autoOrient: true,
		limitInputPixels: false,
		failOn: 'error',
		ignoreIcc: isNative,
	}).toColourspace(isDeep ? 'rgb16' : 'srgb');
	if (withAlpha) image.ensureAlpha();
	const path = join(folder, 'picture.tif');
	await image.tiff({ compression: 'none' }).toFile(path);
	return { rows: new TiffRows(path), isDeep, isGrey, isNative };
}
