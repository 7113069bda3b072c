import fc from 'fast-check';
import { createRaster, type Raster } from '../../../src/imaging/raster';
import { fromBitmap, type RunLengths } from '../../../src/shared/mask/runLengths';

/** A raster with a pattern in which every pixel differs from its neighbours. */
export function patternRaster(width: number, height: number, bits: 8 | 16 = 8, channels: 3 | 4 = 3): Raster {
	const like = { data: bits === 16 ? new Uint16Array(0) : new Uint8Array(0) };
	const raster = createRaster(width, height, channels, like);
	const max = bits === 16 ? 65_535 : 255;
	for (let i = 0; i < raster.data.length; i++) {
		const isAlpha = channels === 4 && i % 4 === 3;
		raster.data[i] = isAlpha ? max : (i * 7919 + Math.floor(i / width) * 104_729) % (max + 1);
	}
	return raster;
}

/** A raster of one colour. */
export function plainRaster(width: number, height: number, colour: readonly number[]): Raster {
	const raster = createRaster(width, height, 3, { data: new Uint8Array(0) });
	for (let i = 0; i < raster.data.length; i++) raster.data[i] = colour[i % 3]!;
	return raster;
}

export function rectangleMask(
	width: number,
	height: number,
	[left, top, right, bottom]: readonly [number, number, number, number],
): RunLengths {
	const bitmap = new Uint8Array(width * height);
	for (let y = top; y < bottom; y++) bitmap.fill(1, y * width + left, y * width + right);
	return fromBitmap(bitmap, width, height);
}

/** The colour of a pixel. */
export function pixelAt({ width, channels, data }: Raster, x: number, y: number): number[] {
	const at = (y * width + x) * channels;
	return Array.from(data.subarray(at, at + channels));
}

export const cloneRaster = (raster: Raster): Raster => ({ ...raster, data: raster.data.slice() });

/** A picture's size with a mask in it. */
export const masksInPictures = fc
	.record({ width: fc.integer({ min: 4, max: 24 }), height: fc.integer({ min: 4, max: 24 }) })
	.chain(({ width, height }) =>
		fc
			.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
			.map((bitmap) => ({ width, height, mask: fromBitmap(bitmap, width, height), bitmap })),
	);
