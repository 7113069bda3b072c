import type { EditOf } from '../../shared/imageEdits/imageEdit';
import { blendPixels } from '../blend';
import { gaussianBlur } from '../gaussianBlur';
import type { Matte } from '../matte';
import type { Progress } from '../progress';
import type { Raster } from '../raster';

/** Blurs what the mask selects, so that a face or a number plate cannot be made out. */
export async function blur(
	raster: Raster,
	matte: Matte,
	{ sigma }: EditOf<'blur'>,
	progress: Progress,
): Promise<Raster> {
	await gaussianBlur(
		raster,
		matte,
		sigma,
		(tile) => blendPixels(raster, matte, (pixel, x, y) => tile.read(x, y, pixel), tile),
		progress,
	);
	return raster;
}
