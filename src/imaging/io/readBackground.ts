import sharp from 'sharp';
import type { Raster } from '../raster';

/**
 * Reads a picture (a path, or a file's bytes) to stand behind another: as large as that one and of its depth, covering it in its own proportions.
 *
 * @throws Error of the decoder where the file is no image or damaged
 */
export async function readBackground(
	file: string | Uint8Array,
	{ width, height, data }: Raster,
): Promise<Raster> {
	const isDeep = data instanceof Uint16Array;
	const pixels = await sharp(file, { autoOrient: true })
		.resize({ width, height, fit: 'cover' })
		.flatten()
		.toColourspace(isDeep ? 'rgb16' : 'srgb')
		.raw({ depth: isDeep ? 'ushort' : 'uchar' })
		.toBuffer();
	const samples = isDeep
		? new Uint16Array(pixels.buffer, pixels.byteOffset, pixels.byteLength / 2)
		: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
	return { width, height, channels: 3, data: samples };
}
