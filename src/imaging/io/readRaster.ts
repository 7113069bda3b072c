import sharp from 'sharp';
import type { Raster } from '../raster';

/** An image file's pixels with what is needed to write them back as they were meant. */
export interface ReadPicture {
	readonly raster: Raster;
	/** The file has no colours. */
	readonly isGrey: boolean;
	/**
	 * The raster holds the file's own samples, of its own colour profile: what is not changed can be written back
	 * exactly. Otherwise (CMYK, Lab, a palette with more than colours) they were converted to sRGB.
	 */
	readonly isNative: boolean;
}

/**
 * Reads an image upright, 8 bits a sample, or 16 where the file has more than 8.
 *
 * @throws Error of the decoder where the file is no image or damaged
 */
export async function readRaster(bytes: Uint8Array): Promise<ReadPicture> {
	const { space, depth } = await sharp(bytes, { limitInputPixels: false }).metadata();
	const isGrey = space === 'b-w' || space === 'grey16';
	const isNative = isGrey || space === 'srgb' || space === 'rgb16';
	const isDeep = depth !== 'uchar' && depth !== 'char';
	const image = sharp(bytes, {
		autoOrient: true,
		limitInputPixels: false,
		failOn: 'error',
		ignoreIcc: isNative,
	});
	const { data, info } = await image
		.toColourspace(isDeep ? 'rgb16' : 'srgb')
		.raw({ depth: isDeep ? 'ushort' : 'uchar' })
		.toBuffer({ resolveWithObject: true });
	const samples = isDeep
		? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
		: new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	const { width, height, channels } = info;
	return { raster: { width, height, ...asColour(samples, channels) }, isGrey, isNative };
}

/** Grey as three equal channels, with alpha where there was. */
function asColour(samples: Uint8Array | Uint16Array, channels: number): Pick<Raster, 'channels' | 'data'> {
	if (channels === 3 || channels === 4) return { channels, data: samples };
	const count = samples.length / channels;
	const to = channels === 2 ? 4 : 3;
	const data = samples instanceof Uint16Array ? new Uint16Array(count * to) : new Uint8Array(count * to);
	for (let i = 0; i < count; i++) {
		data.fill(samples[i * channels]!, i * to, i * to + 3);
		if (to === 4) data[i * to + 3] = samples[i * channels + 1]!;
	}
	return { channels: to, data };
}
