import type { EditOf } from '../../shared/imageEdits/imageEdit';
import { blendPixels } from '../blend';
import { gaussianBlur } from '../gaussianBlur';
import { invertMatte, type Matte } from '../matte';
import type { Progress } from '../progress';
import { maxSample, type Raster, type Region, wholeRegion, withAlpha } from '../raster';

/**
 * Puts something else behind what the mask selects.
 *
 * @param picture for a background of kind `image`: as large as the raster, and of its depth
 * @param blurred the part of the raster in which a blurred background is computed
 */
export async function replaceBackground(
	raster: Raster,
	matte: Matte | undefined,
	{ background }: EditOf<'background'>,
	progress: Progress,
	picture?: Raster,
	blurred: Region = wholeRegion(raster),
): Promise<Raster> {
	const rest = invertMatte(matte, raster);
	switch (background.kind) {
		case 'transparent': {
			const result = withAlpha(raster);
			blendPixels(result, rest, (pixel) => {
				pixel[3] = 0;
			});
			return result;
		}
		case 'colour': {
			const colour = parseColour(background.colour, maxSample(raster));
			blendPixels(raster, rest, (pixel) => pixel.set(colour));
			return raster;
		}
		case 'blur': {
			// What is in front does not count, or it would glow into the background.
			await gaussianBlur(
				raster,
				blurred,
				background.sigma,
				(tile) => blendPixels(raster, rest, (pixel, x, y) => tile.read(x, y, pixel), tile),
				progress,
				{ weights: rest.alpha },
			);
			return raster;
		}
		case 'image': {
			if (!picture) throw new Error('Expected the pixels of the background picture but received none.');
			blendPixels(raster, rest, (pixel, x, y) => {
				const at = (y * picture.width + x) * picture.channels;
				for (let c = 0; c < 3; c++) pixel[c] = picture.data[at + c]!;
			});
			return raster;
		}
	}
}

/** `#rrggbb` in sample values. */
function parseColour(text: string, max: number): [number, number, number] {
	const channel = (from: number) => (Number.parseInt(text.slice(from, from + 2), 16) / 255) * max;
	return [channel(1), channel(3), channel(5)];
}
