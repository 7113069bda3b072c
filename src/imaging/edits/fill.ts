import { blendPixels } from '../blend';
import { fillHole } from '../inpaint/fillHole';
import type { HolePicture } from '../inpaint/hole';
import type { Matte } from '../matte';
import type { Progress } from '../progress';
import { growRegion, maxSample, type Raster, type Region } from '../raster';

/** How much of the picture around the hole pieces are taken from, in pixels. */
const minMargin = 48;
const maxMargin = 512;

/** A larger region is filled at a smaller size: memory and time stay bounded. */
const maxFilledPixels = 8_000_000;

/** Fills a hole in place. */
export type Inpaint = (picture: HolePicture, signal: AbortSignal | undefined) => Promise<void>;

/** How much around its matte a fill needs, in pixels. */
export function fillMargin({ width, height }: Pick<Region, 'width' | 'height'>): number {
	return Math.min(maxMargin, Math.max(minMargin, width, height));
}

/**
 * Takes away what the mask selects and fills its place with pieces of what lies around.
 *
 * @param matte one that covers the mask
 * @param maxPixels of what is filled as it is
 */
export async function fill(
	raster: Raster,
	matte: Matte,
	{ inpaint, ...progress }: Progress & { readonly inpaint?: Inpaint },
	maxPixels = maxFilledPixels,
): Promise<Raster> {
	const region = growRegion(matte, fillMargin(matte), raster);
	const step = Math.ceil(Math.sqrt((region.width * region.height) / maxPixels));
	const picture = holePictureOf(raster, matte, region, step);
	await (inpaint ? inpaint(picture, progress.signal) : fillHole(picture, progress));
	const scale = maxSample(raster) / 255;
	blendPixels(raster, matte, (pixel, x, y) => {
		readFilled(picture, (x - region.left + 0.5) / step - 0.5, (y - region.top + 0.5) / step - 0.5, pixel);
		for (let c = 0; c < 3; c++) pixel[c]! *= scale;
	});
	return raster;
}

/** The region with its hole; where it is made smaller, colours are means of what is known. */
function holePictureOf(raster: Raster, matte: Matte, region: Region, step: number): HolePicture {
	const width = Math.ceil(region.width / step);
	const height = Math.ceil(region.height / step);
	const colours = new Float32Array(width * height * 3);
	const hole = new Uint8Array(width * height);
	const scale = 255 / maxSample(raster);
	const sums = [0, 0, 0];
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			let known = 0;
			sums.fill(0);
			for (let row = y * step; row < Math.min(region.height, (y + 1) * step); row++) {
				for (let column = x * step; column < Math.min(region.width, (x + 1) * step); column++) {
					if (isHole(matte, region.left + column, region.top + row)) continue;
					known++;
					const from = ((region.top + row) * raster.width + region.left + column) * raster.channels;
					for (let c = 0; c < 3; c++) sums[c]! += raster.data[from + c]!;
				}
			}
			const to = y * width + x;
			if (known === 0) hole[to] = 1;
			else for (let c = 0; c < 3; c++) colours[to * 3 + c] = (sums[c]! / known) * scale;
		}
	}
	return { width, height, colours, hole };
}

function isHole({ left, top, width, height, alpha }: Matte, x: number, y: number): boolean {
	const column = x - left;
	const row = y - top;
	return column >= 0 && row >= 0 && column < width && row < height && alpha[row * width + column]! > 0;
}

/** The colour at a point, in pixel centres, written into `colour`. */
function readFilled(
	{ width, height, colours }: HolePicture,
	x: number,
	y: number,
	colour: Float32Array,
): void {
	const x0 = Math.floor(x);
	const y0 = Math.floor(y);
	colour[0] = 0;
	colour[1] = 0;
	colour[2] = 0;
	for (let j = 0; j < 2; j++) {
		for (let i = 0; i < 2; i++) {
			const weight = (i === 0 ? x0 + 1 - x : x - x0) * (j === 0 ? y0 + 1 - y : y - y0);
			if (weight === 0) continue;
			const column = Math.min(width - 1, Math.max(0, x0 + i));
			const from = (Math.min(height - 1, Math.max(0, y0 + j)) * width + column) * 3;
			for (let c = 0; c < 3; c++) colour[c]! += weight * colours[from + c]!;
		}
	}
}
