import { blendPixels } from '../blend';
import { fillHole } from '../inpaint/fillHole';
import type { Matte } from '../matte';
import type { Progress } from '../progress';
import { growRegion, maxSample, type Raster, type Region } from '../raster';

/** How much of the picture around the hole pieces are taken from, in pixels. */
const minMargin = 48;
const maxMargin = 512;

/**
 * Takes away what the mask selects and fills its place with pieces of what lies around. The soft edge lies outside
 * the outline, so that no rim of what was there stays.
 */
export async function fill(raster: Raster, matte: Matte, progress: Progress): Promise<Raster> {
	const outside = { ...matte, alpha: matte.alpha.map((alpha) => Math.min(255, 2 * alpha)) };
	const margin = Math.min(maxMargin, Math.max(minMargin, matte.width, matte.height));
	const region = growRegion(matte, margin, raster);
	const picture = holePictureOf(raster, outside, region);
	await fillHole(picture, progress);
	const scale = maxSample(raster) / 255;
	blendPixels(raster, outside, (pixel, x, y) => {
		const from = ((y - region.top) * region.width + x - region.left) * 3;
		for (let c = 0; c < 3; c++) pixel[c] = picture.colours[from + c]! * scale;
	});
	return raster;
}

function holePictureOf(raster: Raster, matte: Matte, region: Region) {
	const { left, top, width, height } = region;
	const colours = new Float32Array(width * height * 3);
	const hole = new Uint8Array(width * height);
	const scale = 255 / maxSample(raster);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const from = ((top + y) * raster.width + left + x) * raster.channels;
			for (let c = 0; c < 3; c++) colours[(y * width + x) * 3 + c] = raster.data[from + c]! * scale;
		}
	}
	for (let y = 0; y < matte.height; y++) {
		for (let x = 0; x < matte.width; x++) {
			const at = (matte.top + y - top) * width + matte.left + x - left;
			hole[at] = matte.alpha[y * matte.width + x]! > 0 ? 1 : 0;
		}
	}
	return { width, height, colours, hole };
}
