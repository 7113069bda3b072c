import type { EditOf } from '../../shared/imageEdits/imageEdit';
import { fromLinear, linearToOklab, oklabToLinear, toLinear } from '../../shared/oklab';
import { blendPixels } from '../blend';
import type { Matte } from '../matte';
import { maxSample, type Raster } from '../raster';

/**
 * Turns hues, and changes saturation and lightness, of what the mask selects. Done in Oklab: light and shadow stay as
 * they are when only the hue is turned.
 */
export function recolour(
	raster: Raster,
	matte: Matte,
	{ hue, saturation, lightness }: EditOf<'recolour'>,
): Raster {
	const max = maxSample(raster);
	const linear = Float32Array.from({ length: max + 1 }, (_, value) => toLinear(value / max));
	const angle = (hue * Math.PI) / 180;
	const chroma = 1 + saturation / 100;
	const [cos, sin] = [Math.cos(angle) * chroma, Math.sin(angle) * chroma];
	blendPixels(raster, matte, (pixel) => {
		const { l, a, b } = linearToOklab(linear[pixel[0]!]!, linear[pixel[1]!]!, linear[pixel[2]!]!);
		const turned = { l: changeLightness(l, lightness), a: a * cos - b * sin, b: a * sin + b * cos };
		oklabToLinear(turned).forEach((value, c) => {
			pixel[c] = fromLinear(Math.min(1, Math.max(0, value))) * max;
		});
	});
	return raster;
}

/** @param percent -100 is black, 0 leaves it, 100 is white */
function changeLightness(lightness: number, percent: number): number {
	const share = percent / 100;
	return share < 0 ? lightness * (1 + share) : lightness + (1 - lightness) * share;
}
