import { alphaAt, type Matte } from '../matte';
import { cropRaster, growRegion, type Raster, wholeRegion, withAlpha } from '../raster';

/**
 * What the mask selects, on a transparent ground.
 *
 * @param trim whether the result is only as large as the mask and its soft edge, or as the whole picture
 */
export function cutOut(raster: Raster, matte: Matte, { trim }: { readonly trim: boolean }): Raster {
	const region = trim ? growRegion(matte, 0, raster) : wholeRegion(raster);
	const result = withAlpha(cropRaster(raster, region));
	for (let y = 0; y < region.height; y++) {
		for (let x = 0; x < region.width; x++) {
			const at = (y * region.width + x) * 4 + 3;
			result.data[at] = Math.round(
				(result.data[at]! * alphaAt(matte, region.left + x, region.top + y)) / 255,
			);
		}
	}
	return result;
}
