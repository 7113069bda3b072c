import type { EditOf } from '../../shared/imageEdits/imageEdit';
import { blendPixels } from '../blend';
import { invertMatte, type Matte } from '../matte';
import type { Raster } from '../raster';

/** Dims everything but what the mask selects. */
export function highlight(raster: Raster, matte: Matte | undefined, { dim }: EditOf<'highlight'>): Raster {
	const kept = 1 - dim / 100;
	blendPixels(raster, invertMatte(matte, raster), (pixel) => {
		for (let c = 0; c < 3; c++) pixel[c]! *= kept;
	});
	return raster;
}
