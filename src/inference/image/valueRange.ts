/** The values that are shown as black and white. */
export interface ValueRange {
	readonly low: number;
	readonly high: number;
}

/** The part of the values at each end that becomes black or white, so that a few outliers do not darken the rest. */
const clippedPart = 0.001;
/** How many values the percentiles are taken from. */
export const enoughValues = 1_000_000;

/** The range from the 0.1th to the 99.9th percentile; values that are not numbers are skipped. */
export function valueRange(values: ArrayLike<number>): ValueRange {
	const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
	if (sorted.length === 0) return { low: 0, high: 1 };
	const last = sorted.length - 1;
	const clipped = Math.floor(clippedPart * last);
	return { low: sorted[clipped]!, high: sorted[last - clipped]! };
}
