import type { Size } from '../viewport';

/** Pixels that are rendered fast enough to follow a slider. */
const quickPixels = 500_000;
/** The same where a place is filled with pieces of others, which takes much longer. */
const quickPixelsOfFill = 120_000;
/** More would take hundreds of megabytes. */
const maxPixels = 16_000_000;
const maxPixelsOfFill = 500_000;

/**
 * The sizes in which a preview is rendered, one after the other: first one that is there at once, then, where it shows
 * more, one with as many pixels as are seen.
 *
 * @param picture pixels
 * @param shown screen pixels for one pixel of the picture
 * @param hasFill whether one of the edits fills a place
 */
export function previewSizes(picture: Size, shown: number, hasFill: boolean): readonly Size[] {
	const pixels = picture.width * picture.height;
	const quick = Math.min(1, Math.sqrt((hasFill ? quickPixelsOfFill : quickPixels) / pixels));
	const most = Math.min(1, Math.sqrt((hasFill ? maxPixelsOfFill : maxPixels) / pixels));
	// Halves, so that a little zooming does not render anew.
	const wanted = Math.min(most, 2 ** Math.ceil(Math.log2(Math.min(1, shown))));
	return (wanted > quick * 1.05 ? [quick, wanted] : [quick]).map((factor) => scaled(picture, factor));
}

function scaled({ width, height }: Size, factor: number): Size {
	return {
		width: Math.max(1, Math.round(width * factor)),
		height: Math.max(1, Math.round(height * factor)),
	};
}
