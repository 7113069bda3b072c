import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readImageInfo, readPixels } from '../../src/inference/image/imageInput';
import { resampleBicubic } from '../../src/inference/image/resample';
import { pattern } from './patterns';
import { root } from './support';

interface Case {
	readonly from: readonly [number, number];
	readonly to: readonly [number, number];
	readonly seed: number;
	/** Base64. */
	readonly rgb: string;
}

/** Made by `python models/export/pillow_golden.py` with Pillow 12.3.0. */
const golden = path.join(root, 'test/fixtures/pillow-bicubic.json');
const cases = JSON.parse(readFileSync(golden, 'utf8')) as readonly Case[];

describe('bicubic resampling', () => {
	it.each(cases)('of $from to $to px is Pillow’s, byte for byte', ({ from, to, seed, rgb }) => {
		const [width, height] = to;
		const image = resampleBicubic(pattern(...from, seed), { width, height });
		expect({ width: image.width, height: image.height }).toEqual({ width, height });
		expect(Buffer.from(image.data).equals(Buffer.from(rgb, 'base64'))).toBe(true);
	});

	it('is what an image file is read with where that is asked for', async () => {
		const { data, width, height } = pattern(60, 40, 0);
		const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
			.png()
			.toBuffer();
		const info = await readImageInfo(bytes, 'pattern.png');
		const image = await readPixels(bytes, 'pattern.png', info, { width: 23, height: 17 }, 'bicubic');
		expect(Buffer.from(image.data).toString('base64')).toBe(cases[0]!.rgb);
	});
});
