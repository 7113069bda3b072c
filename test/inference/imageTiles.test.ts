import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { InferenceService } from '../../src/inference/service';
import { tiledSizes, tileSide } from '../../src/shared/imageTiles';

/** Odd sides, so that halves of them are no whole numbers. */
const size = { width: 8001, height: 5003 };
const levelAt = (x: number, y: number) =>
	20 + 90 * (Math.floor(x / 1000) % 2) + 90 * (Math.floor(y / 1000) % 2);

function checks(): Buffer {
	const data = Buffer.alloc(size.width * size.height);
	for (let y = 0; y < size.height; y++)
		for (let x = 0; x < size.width; x++) data[y * size.width + x] = levelAt(x, y);
	return data;
}

const scratchFolders = async () =>
	(await readdir(tmpdir())).filter((name) => name.startsWith(`strata-image-${process.pid}-`));

describe.each(['jpeg', 'png', 'tiff'] as const)('tiles of a large %s', (format) => {
	let service: InferenceService;
	let image: string;
	beforeAll(async () => {
		service = new InferenceService({ onFirstCandidate: () => undefined, onLog: () => undefined });
		const picture = sharp(checks(), { raw: { ...size, channels: 1 } });
		const bytes = await picture.toFormat(format, format === 'tiff' ? { compression: 'lzw' } : {}).toBuffer();
		const opened = await service.openImage(bytes);
		expect(opened).toMatchObject(size);
		({ image } = opened);
	});

	it('show at each size what the image has there', async () => {
		const whole = await sharp((await service.displayImage(image)).bytes).metadata();
		expect(whole.width! * whole.height!).toBeLessThan(16_100_000);
		for (const [index, tiled] of tiledSizes(size).entries()) {
			const [column, row] = [
				Math.floor((tiled.width - 1) / tileSide),
				Math.floor((tiled.height - 1) / tileSide),
			];
			for (const tile of [
				{ size: index, column: 0, row: 0 },
				{ size: index, column: 3, row: 1 },
				{ size: index, column, row },
			]) {
				const { bytes } = await service.imageTile(image, tile);
				const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
				expect(info.width).toBe(Math.min(tileSide, tiled.width - tile.column * tileSide));
				expect(info.height).toBe(Math.min(tileSide, tiled.height - tile.row * tileSide));
				const [x, y] = [info.width >> 1, info.height >> 1];
				const factor = 2 ** index;
				const expected = levelAt((tile.column * tileSide + x) * factor, (tile.row * tileSide + y) * factor);
				expect(Math.abs(data[y * info.width + x]! - expected)).toBeLessThan(4);
			}
		}
	});

	it('that the image does not have are refused with a sentence', async () => {
		await expect(service.imageTile(image, { size: 0, column: 99, row: 0 })).rejects.toThrow(
			'cannot be shown at full size. Close the image and open it again.',
		);
	});
});

it('tiles of no more than three images are kept', async () => {
	const service = new InferenceService({ onFirstCandidate: () => undefined, onLog: () => undefined });
	const before = await scratchFolders();
	for (let red = 0; red < 5; red++) {
		const bytes = await sharp({
			create: { width: 17_000, height: 20, channels: 3, background: { r: red, g: 0, b: 0 } },
		})
			.png()
			.toBuffer();
		const { image } = await service.openImage(bytes);
		const tile = await service.imageTile(image, { size: 0, column: 33, row: 0 });
		expect(await sharp(tile.bytes).metadata()).toMatchObject({ width: 17_000 - 33 * 512, height: 20 });
	}
	await expect.poll(async () => (await scratchFolders()).length - before.length).toBeLessThanOrEqual(3);
});
