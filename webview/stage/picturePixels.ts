/** A picture's pixels. */
export interface PicturePixels {
	/** uint8[height * width * 4], row-major. */
	readonly rgba: Uint8ClampedArray;
	readonly width: number;
	readonly height: number;
}

/** A larger picture is looked at in fewer pixels: its colours alone would take hundreds of megabytes. */
const maxPixels = 40_000_000;

let known: { readonly source: string; readonly pixels: PicturePixels } | undefined;

/** The picture's own pixels, or fewer of a very large one; read once. */
export function picturePixels(picture: HTMLImageElement): PicturePixels {
	if (known?.source === picture.src) return known.pixels;
	const { naturalWidth, naturalHeight } = picture;
	const factor = Math.min(1, Math.sqrt(maxPixels / (naturalWidth * naturalHeight)));
	const [width, height] = [naturalWidth, naturalHeight].map((side) => Math.max(1, Math.floor(side * factor)));
	const context = new OffscreenCanvas(width!, height!).getContext('2d', { willReadFrequently: true })!;
	context.drawImage(picture, 0, 0, width!, height!);
	const pixels = { rgba: context.getImageData(0, 0, width!, height!).data, width: width!, height: height! };
	known = { source: picture.src, pixels };
	return pixels;
}
