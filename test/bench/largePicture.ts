import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { LargeFrames } from './largePicturePage';
import { measurePage } from './measurePage';

/** 100 megapixels, in the proportions of the scene of masks. */
const size = { width: 11_600, height: 8_700 };

/** Pans and zooms a JPEG of 100 megapixels in a browser without a window, alone and with masks over it. */
export async function measureLargePicture(
	executablePath: string,
	masks: number,
): Promise<{ readonly alone: LargeFrames; readonly withMasks: LargeFrames }> {
	const folder = await mkdtemp(path.join(tmpdir(), 'strata-large-'));
	try {
		await sharp(path.join(__dirname, '../media/samples/still-life.jpg'))
			.resize(size.width, size.height, { fit: 'fill' })
			.jpeg()
			.toFile(path.join(folder, 'large.jpg'));
		return await measurePage(
			executablePath,
			'largePicturePage.js',
			async (page) => {
				const measure = (count: number) =>
					page.evaluate((many) => largePicturePage.measure('pictures/large.jpg', many), count);
				return { alone: await measure(0), withMasks: await measure(masks) };
			},
			{ pictures: folder },
		);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
