import { linearToOklab, toLinear } from '../../shared/oklab';
import type { RgbImage } from '../image/bmp';

/** The image's colours in Oklab, small: equal distances look about equally different. */
export interface ColourMap {
	/** float32[3, rows, columns]: lightness from 0 to 1, green to red, blue to yellow. */
	readonly data: Float32Array;
	/** uint8[2, rows, columns]: the bin of each pixel's lightness, and of its hue; see `bins`. */
	readonly bins: Uint8Array;
	readonly columns: number;
	readonly rows: number;
}

/** Bins of a histogram of colours: lightnesses, then hues; `none` is the hue of a grey. */
export const bins = { lightnesses: 4, hues: 8, none: 255 } as const;
/** Below this chroma a colour is a grey. */
const minChroma = 0.04;

/** Linear light by sRGB value. */
const linear = Float64Array.from({ length: 256 }, (_, value) => toLinear(value / 255));

export function colourMapOf({ data, width, height }: RgbImage): ColourMap {
	const size = width * height;
	const map = new Float32Array(3 * size);
	for (let i = 0; i < size; i++) {
		const [red, green, blue] = [linear[data[3 * i]!]!, linear[data[3 * i + 1]!]!, linear[data[3 * i + 2]!]!];
		const { l, a, b } = linearToOklab(red, green, blue);
		map[i] = l;
		map[size + i] = a;
		map[2 * size + i] = b;
	}
	return { data: map, bins: binsOf(map, size), columns: width, rows: height };
}

function binsOf(map: Float32Array, size: number): Uint8Array {
	const { lightnesses, hues, none } = bins;
	const result = new Uint8Array(2 * size);
	for (let i = 0; i < size; i++) {
		const [lightness, a, b] = [map[i]!, map[size + i]!, map[2 * size + i]!];
		const turn = (Math.atan2(b, a) / Math.PI + 1) / 2;
		result[i] = Math.min(lightnesses - 1, Math.floor(lightness * lightnesses));
		result[size + i] =
			Math.hypot(a, b) > minChroma ? lightnesses + Math.min(hues - 1, Math.floor(turn * hues)) : none;
	}
	return result;
}
