interface Size {
	readonly width: number;
	readonly height: number;
}

/** One piece of a large image. */
export interface Tile {
	/** Which of `tiledSizes`, from 0. */
	readonly size: number;
	/** From 0, from the left and from the top. */
	readonly column: number;
	readonly row: number;
}

/** Pixels; tiles at the right and at the lower edge are smaller. */
export const tileSide = 512;

/** A page holds four bytes for each pixel of a picture. */
const maxWholePixels = 40_000_000;
/** Browsers draw no picture longer than this. */
const maxWholeSide = 16_384;
/** Of a picture that stands for a larger image until its tiles are there. */
const overviewPixels = 16_000_000;

/** Whether an image is more than one picture of a page should hold. */
export function isTiled({ width, height }: Size): boolean {
	return width * height > maxWholePixels || Math.max(width, height) > maxWholeSide;
}

/** The size at which a tiled image is shown whole: the same proportions, as far as whole pixels have them. */
export function overviewSize({ width, height }: Size): Size {
	const scale = Math.min(
		1,
		maxWholeSide / Math.max(width, height),
		Math.sqrt(overviewPixels / (width * height)),
	);
	const side = (pixels: number) => Math.max(1, Math.floor(pixels * scale));
	return { width: side(width), height: side(height) };
}

/** The sizes in which there are tiles: the image's own, and each half of the one before that shows more than the whole. */
export function tiledSizes(image: Size): readonly Size[] {
	const overview = overviewSize(image);
	const sizes: Size[] = [];
	for (
		let { width, height } = image;
		width > overview.width || height > overview.height;
		width = Math.ceil(width / 2), height = Math.ceil(height / 2)
	) {
		sizes.push({ width, height });
	}
	return sizes;
}
