import type { ImageView } from './imageView';

/** Three numbers of bands as red, green and blue, or one as grey, as a person writes them: `4, 3, 2`. */
export function bandsFromText(text: string, count: number): NonNullable<ImageView['bands']> | undefined {
	const bands = numbersIn(text);
	const isBand = (band: number) => Number.isInteger(band) && band >= 1 && band <= count;
	return bands && (bands.length === 1 || bands.length === 3) && bands.every(isBand) ? bands : undefined;
}

/** The values that become black and white: `0, 4095` or `-160 240`. */
export function rangeFromText(text: string): NonNullable<ImageView['range']> | undefined {
	const [low, high, ...more] = numbersIn(text) ?? [];
	return low !== undefined && high !== undefined && more.length === 0 && low < high ? [low, high] : undefined;
}

function numbersIn(text: string): number[] | undefined {
	const numbers = text
		.trim()
		.split(/[\s,;]+/)
		.map((word) => (word === '' ? Number.NaN : Number(word)));
	return numbers.every(Number.isFinite) ? numbers : undefined;
}
