import { join } from 'node:path';
import sharp from 'sharp';
import { TiffRows } from './tiffRows';

/**
 * Reads a picture (a path, or a file's bytes) to stand behind another: as large as that one and of its depth, covering
 * it in its own proportions.
 *
 * @param folder where its pixels are kept; the caller removes it
 * @throws Error of the decoder where the file is no image or damaged
 */
export async function openBackground(
	file: string | Uint8Array,
	{ width, height }: { readonly width: number; readonly height: number },
	isDeep: boolean,
	folder: string,
): Promise<TiffRows> {
	const path = join(folder, 'background.tif');
	await sharp(file, { autoOrient: true })
		.resize({ width, height, fit: 'cover' })
		.flatten()
		.toColourspace(isDeep ? 'rgb16' : 'srgb')
		.tiff({ compression: 'none' })
		.toFile(path);
	return new TiffRows(path);
}
