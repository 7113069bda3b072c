import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

/** Writes photographs of 640 × 480 px that differ, for the model too. @returns their paths */
export async function writePictures(root: string, folder: string, count: number): Promise<readonly string[]> {
	const photograph = await sharp(path.join(root, 'media/samples/still-life.jpg'))
		.resize({ width: 640, height: 480, fit: 'fill' })
		.raw()
		.toBuffer();
	const paths: string[] = [];
	for (let i = 0; i < count; i++) {
		const pixels = Buffer.from(photograph);
		// A corner that says which one it is.
		for (let row = 0; row < 8; row++) pixels.fill(i % 256, row * 640 * 3, row * 640 * 3 + (8 + (i >> 8)) * 3);
		const image = sharp(pixels, { raw: { width: 640, height: 480, channels: 3 } });
		const file = path.join(folder, `picture${i}.jpg`);
		await writeFile(file, await image.jpeg({ quality: 90 }).toBuffer());
		paths.push(file);
	}
	return paths;
}
