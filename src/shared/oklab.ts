/**
 * Colours in Oklab (Björn Ottosson, “A perceptual color space for image processing”, 2020): a hue can be turned there
 * without the colour looking brighter or darker, so that shading stays.
 */
export interface Oklab {
	/** Lightness, 0 (black) to 1 (white). */
	readonly l: number;
	readonly a: number;
	readonly b: number;
}

/** sRGB's transfer function; 0 to 1 both ways. */
export function toLinear(value: number): number {
	return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

export function fromLinear(value: number): number {
	return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** @param red linear light, 0 to 1, as are the others */
export function linearToOklab(red: number, green: number, blue: number): Oklab {
	const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
	const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
	const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
	return {
		l: 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
		a: 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
		b: 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
	};
}

/** Linear light; outside 0 to 1 where sRGB has no such colour. */
export function oklabToLinear({ l, a, b }: Oklab): readonly [number, number, number] {
	const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
	return [
		4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
		-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
		-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
	];
}
