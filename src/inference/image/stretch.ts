import type { ValueRange } from './valueRange';

/** Values that are not in the range of a picture: measurements, heights, densities. */
export interface Samples {
	/** [height, width, bands] */
	readonly data: ArrayLike<number>;
	readonly width: number;
	readonly height: number;
	readonly bands: number;
	/** Pixels of the image, where these samples are fewer. */
	readonly whole?: { readonly width: number; readonly height: number };
}

/** uint8[height, width, channels]: grey, or RGB. */
export interface Levels {
	readonly data: Uint8Array;
	readonly width: number;
	readonly height: number;
	readonly channels: 1 | 3;
}

/** What a sample becomes: `low` and below 0, `high` and above 255, and what is no number 0. */
export function levelOf({ low, high }: ValueRange): (value: number) => number {
	const scale = high > low ? 255 / (high - low) : 0;
	return (value) => Math.round(Math.min(255, Math.max(0, (value - low) * scale))) || 0;
}

/**
 * Some of the values of the shown bands, for their range.
 *
 * @param shown from 0
 * @param most how many
 */
export function sampled(
	{ data, width, height, bands }: Samples,
	shown: readonly number[],
	most: number,
): Float64Array {
	const pixels = width * height;
	const step = Math.max(1, Math.floor((pixels * shown.length) / most));
	const values = new Float64Array(Math.ceil(pixels / step) * shown.length);
	let count = 0;
	for (let pixel = 0; pixel < pixels; pixel += step) {
		for (const band of shown) values[count++] = data[pixel * bands + band]!;
	}
	return values;
}

/**
 * Three bands as red, green and blue, or one as grey.
 *
 * @param shown from 0
 */
export function stretch(samples: Samples, range: ValueRange, shown: readonly number[]): Levels {
	const { data, width, height, bands } = samples;
	const channels = shown.length === 3 ? 3 : 1;
	const level = data instanceof Uint16Array ? fromTable(levelOf(range), 1 << 16) : levelOf(range);
	const levels = new Uint8Array(width * height * channels);
	for (let channel = 0; channel < channels; channel++) {
		let from = shown[channel]!;
		for (let to = channel; to < levels.length; to += channels, from += bands) levels[to] = level(data[from]!);
	}
	return { data: levels, width, height, channels };
}

/** Looking a level up costs less than working it out, for millions of pixels. */
function fromTable(levelOf: (value: number) => number, count: number): (value: number) => number {
	const table = Uint8Array.from({ length: count }, (_, value) => levelOf(value));
	return (value) => table[value]!;
}
