import type { EditOf } from '../../shared/imageEdits/imageEdit';
import { blendPixels } from '../blend';
import type { Matte } from '../matte';
import { maxSample, type Raster } from '../raster';

/**
 * Brightness and contrast of what the mask selects. Contrast spreads values around middle grey (100 doubles their
 * distance from it, -100 makes all of them middle grey), brightness adds a share of the full range.
 */
export function adjust(raster: Raster, matte: Matte, { brightness, contrast }: EditOf<'adjust'>): Raster {
	const max = maxSample(raster);
	const gain = 1 + contrast / 100;
	const offset = (brightness / 100) * max + (max / 2) * (1 - gain);
	blendPixels(raster, matte, (pixel) => {
		for (let c = 0; c < 3; c++) pixel[c] = pixel[c]! * gain + offset;
	});
	return raster;
}
