import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { displayImage, writeTiles } from '../../src/inference/image/displayImage';
import { readImageInfo } from '../../src/inference/image/imageInput';
import { tiledSizes, tileSide } from '../../src/shared/imageTiles';
import type { LargeFrames } from './largePicturePage';
import { measurePage } from './measurePage';

/** 100 megapixels, in the proportions of the scene of masks. */
const size = { width: 11_600, height: 8_700 };

export interface LargePicture {
	readonly alone: LargeFrames;
	readonly withMasks: LargeFrames;
	/** Megabytes that the page's process took at most; undefined where it is not known. */
	readonly megabytes: number | undefined;
	/** Milliseconds until the whole picture, and until the tiles, are made. */
	readonly overviewMs: number;
	readonly tilesMs: number;
}

/** Pans and zooms a JPEG of 100 megapixels in a browser without a window, alone and with masks over it. */
export async function measureLargePicture(executablePath: string, masks: number): Promise<LargePicture> {
	const folder = await mkdtemp(path.join(tmpdir(), 'strata-large-'));
	try {
		const { folders, ...times } = await makePicture(folder);
		const measured = await measurePage(
			executablePath,
			'largePicturePage.js',
			async (page, peak) => {
				const measure = (count: number) =>
					page.evaluate(([image, many]) => largePicturePage.measure(image, many), [size, count] as const);
				peak.take();
				return { alone: await measure(0), withMasks: await measure(masks), megabytes: peak.take() };
			},
			folders,
		);
		return { ...measured, ...times };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/** Writes what the page gets of a large image: `pictures/whole.jpg`, and the tiles of each size in a folder `size-<index>`. */
async function makePicture(folder: string) {
	const file = path.join(folder, 'large.jpg');
	await sharp(path.join(__dirname, '../media/samples/still-life.jpg'))
		.resize(size.width, size.height, { fit: 'fill' })
		.jpeg()
		.toFile(file);
	const bytes = await readFile(file);
	const info = await readImageInfo(bytes, 'large.jpg');
	const start = performance.now();
	const whole = await displayImage(bytes, 'large.jpg', info);
	await writeFile(path.join(folder, 'whole.jpg'), whole.bytes);
	const between = performance.now();
	const { folder: tiles } = await writeTiles(bytes, 'large.jpg', info, folder, tileSide);
	const times = { overviewMs: between - start, tilesMs: performance.now() - between };
	const numbers = (await readdir(tiles)).map(Number).filter(Number.isInteger);
	const folders: Record<string, string> = { pictures: folder };
	for (const index of tiledSizes(info).keys()) {
		folders[`size-${index}`] = path.join(tiles, `${Math.max(...numbers) - index}`);
	}
	return { folders, ...times };
}
