import sharp from 'sharp';

/** An image's size as it is shown, in pixels. @throws Error of the decoder where the file is no image */
export async function uprightSizeOf(bytes: Uint8Array): Promise<{ width: number; height: number }> {
	const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
	return { width: autoOrient.width, height: autoOrient.height };
}
