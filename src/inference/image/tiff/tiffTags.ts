import { readTiffDirectory } from './tiffDirectory';

/** What a page of a TIFF says about its samples. */
export interface TiffTags {
	/** Pixels, as stored; 0 where the page does not say. */
	readonly width: number;
	readonly height: number;
	/** Bits per sample of the first band. */
	readonly bits: number;
	readonly bands: number;
	readonly sampleFormat: 'uint' | 'int' | 'float' | 'other';
	/** Whether the last band is transparency, which the file must say. */
	readonly hasAlpha: boolean;
	/** Grey, RGB, CMYK, Lab …, as TIFF numbers them; 0 is grey with white at zero. */
	readonly photometric: number;
	/** How rows and columns lie on the screen, as EXIF numbers it; 1 is upright. */
	readonly orientation: number;
}

const tag = {
	width: 256,
	height: 257,
	bits: 258,
	photometric: 262,
	orientation: 274,
	bands: 277,
	extraSamples: 338,
	sampleFormat: 339,
} as const;
const sampleFormats: Readonly<Record<number, TiffTags['sampleFormat']>> = { 1: 'uint', 2: 'int', 3: 'float' };

/** @returns undefined for what is no plain TIFF (BigTIFF too), has no such page, or ends before its tags */
export function readTiffTags(bytes: Uint8Array, page = 1): TiffTags | undefined {
	const valuesOf = readTiffDirectory(bytes, page);
	if (!valuesOf) return undefined;
	return {
		width: valuesOf(tag.width)[0] ?? 0,
		height: valuesOf(tag.height)[0] ?? 0,
		bits: valuesOf(tag.bits)[0] ?? 1,
		bands: valuesOf(tag.bands)[0] ?? 1,
		sampleFormat: sampleFormats[valuesOf(tag.sampleFormat)[0] ?? 1] ?? 'other',
		// 1 and 2: associated and unassociated alpha; 0 is data of any other kind.
		hasAlpha: valuesOf(tag.extraSamples).some((kind) => kind === 1 || kind === 2),
		photometric: valuesOf(tag.photometric)[0] ?? 1,
		orientation: valuesOf(tag.orientation)[0] ?? 1,
	};
}
