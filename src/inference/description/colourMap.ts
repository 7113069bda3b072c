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
const linear = Float64Array.from({ length: 256 }, (_, value) => {
	const part = value / 255;
	return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
});

export function colourMapOf({ data, width, height }: RgbImage): ColourMap {
	const size = width * height;
	const map = new Float32Array(3 * size);
	for (let i = 0; i < size; i++) {
		const [red, green, blue] = [linear[data[3 * i]!]!, linear[data[3 * i + 1]!]!, linear[data[3 * i + 2]!]!];
		// Björn Ottosson's Oklab: cone responses, their cube roots, then opponent axes.
		const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
		const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
		const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
		map[i] = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
		map[size + i] = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
		map[2 * size + i] = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
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
