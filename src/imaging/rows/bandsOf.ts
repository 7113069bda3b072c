import type { Region } from '../raster';

/** Pixels that are in memory at a time, roughly. */
const bandPixels = 4_000_000;

/**
 * A region in bands of whole rows, from the top.
 *
 * @param minRows of every band but the last
 * @param pixels of a band
 */
export function bandsOf(region: Region, minRows = 1, pixels = bandPixels): Region[] {
	const rows = Math.max(1, minRows, Math.floor(pixels / region.width));
	const bands: Region[] = [];
	const bottom = region.top + region.height;
	for (let top = region.top; top < bottom; top += rows) {
		bands.push({ ...region, top, height: Math.min(rows, bottom - top) });
	}
	return bands;
}
