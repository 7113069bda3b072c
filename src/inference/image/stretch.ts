import type { RgbImage } from './bmp';

/** Values that are not in the range of a picture: measurements, heights, densities. */
export interface Samples {
	/** [height, width, bands] */
	readonly data: ArrayLike<number>;
	readonly width: number;
	readonly height: number;
	readonly bands: number;
	/** Low values are bright. */
	readonly isInverted?: boolean;
	/** Pixels of the image, where these samples are fewer. */
	readonly whole?: { readonly width: number; readonly height: number };
}

export interface ValueRange {
	readonly low: number;
	readonly high: number;
}

/** The part of the values at each end that becomes black or white, so that a few outliers do not darken the rest. */
const clippedPart = 0.001;
/** How many values the percentiles are taken from. */
const maxSampled = 1_000_000;

/**
 * The range from the 0.1th to the 99.9th percentile of the bands that are shown; values that are not numbers are
 * skipped.
 *
 * @param shown from 0
 */
export function valueRange({ data, width, height, bands }: Samples, shown: readonly number[]): ValueRange {
	const pixels = width * height;
	const step = Math.max(1, Math.floor((pixels * shown.length) / maxSampled));
	const values: number[] = [];
	for (let pixel = 0; pixel < pixels; pixel += step) {
		for (const band of shown) {
			const value = data[pixel * bands + band]!;
			if (Number.isFinite(value)) values.push(value);
		}
	}
	const sorted = Float64Array.from(values).sort();
	if (sorted.length === 0) return { low: 0, high: 1 };
	const last = sorted.length - 1;
	const clipped = Math.floor(clippedPart * last);
	return { low: sorted[clipped]!, high: sorted[last - clipped]! };
}

/**
 * Three bands as red, green and blue, or one as grey; `low` and below becomes 0, `high` and above 255.
 *
 * @param shown from 0
 */
export function stretch(samples: Samples, { low, high }: ValueRange, shown: readonly number[]): RgbImage {
	const { data, width, height, bands, isInverted = false } = samples;
	const scale = high > low ? 255 / (high - low) : 0;
	const rgb = new Uint8Array(width * height * 3);
	for (let pixel = 0; pixel < width * height; pixel++) {
		for (let channel = 0; channel < 3; channel++) {
			const value = data[pixel * bands + shown[Math.min(channel, shown.length - 1)]!]!;
			// Missing values (NaN) become black.
			const level = Math.round(Math.min(255, Math.max(0, (value - low) * scale))) || 0;
			rgb[pixel * 3 + channel] = isInverted ? 255 - level : level;
		}
	}
	return { data: rgb, width, height };
}
