/** Which part of an image file is shown and segmented, where it holds more than a screen can show at once. */
export interface ImageView {
	/** Of a file with several pages or frames; from 1. Absent: the first. */
	readonly page?: number;
	/** The bands that become red, green and blue, or the one that becomes grey; from 1. Absent: as the file says. */
	readonly bands?: readonly number[];
	/** The values that become black and white. Absent: as a picture, or from the 0.1th to the 99.9th percentile. */
	readonly range?: readonly [low: number, high: number];
}

/** What there is to choose in an image file, and what is chosen now. */
export interface ImageChoices {
	readonly pages: number;
	readonly page: number;
	readonly bands: number;
	/** As in `ImageView`. */
	readonly shownBands: readonly number[];
	/** Absent where the values of the file are levels of brightness, as in a photograph. */
	readonly range?: readonly [low: number, high: number];
}

/** The file as it is shown without anything chosen. */
export const plainView: ImageView = {};

/** The same text for the same view; empty for the plain one. */
export function viewKey({ page, bands, range }: ImageView): string {
	return page === undefined && bands === undefined && range === undefined
		? ''
		: JSON.stringify([page ?? null, bands ?? null, range ?? null]);
}
