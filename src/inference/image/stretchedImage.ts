import type { ImageChoices, ImageView } from '../../shared/imageView';
import {
	hasOtherBands,
	isReadByLibvips,
	isStretchable,
	mayBeMeasurements,
	measuredRange,
	type Reduction,
	readSamples,
} from './measurements';
import { type Levels, type Samples, sampled, stretch } from './stretch';
import { countTiffPages } from './tiff/tiffDirectory';
import { readTiffLayout, type TiffLayout } from './tiff/tiffLayout';
import { sampledTiff, tiffLevels } from './tiff/tiffLevels';
import { readTiffTags, type TiffTags } from './tiff/tiffTags';
import { enoughValues, type ValueRange } from './valueRange';

/** An image whose values can be brought into the range of a screen by us. */
export interface StretchedImage {
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	/** The values that become black and white; absent where libvips shows the picture as it should be. */
	readonly range?: ValueRange;
	readonly choices: ImageChoices;
	/** Bytes that the samples take in memory. */
	readonly sampleBytes: number;
	readonly notes: readonly string[];
}

/**
 * How a TIFF with measurements, or with bands or values that the user chose, is to be shown.
 *
 * @returns undefined for a picture in which there is nothing to choose but the page
 * @throws Error with what is not supported
 */
export async function stretchedTiff(bytes: Uint8Array, view: ImageView): Promise<StretchedImage | undefined> {
	const pages = countTiffPages(bytes);
	const page = chosenPage(view, pages);
	const tags = readTiffTags(bytes, page);
	if (!tags || !(mayBeMeasurements(tags) || (isChosen(view) && isStretchable(tags)))) return undefined;
	try {
		const found = isReadByLibvips(tags)
			? valuesOf(await readSamples(bytes, page, reducedTo(tags, enoughForRange)))
			: tiffValues(bytes, uprightLayout(bytes, page));
		return await described(found, tags, view, { pages, page });
	} catch (error) {
		// Sixteen-bit pictures may be compressed in a way that only libvips knows.
		if (tags.sampleFormat === 'uint' && tags.bits <= 16 && tags.bands <= 4) return undefined;
		throw error;
	}
}

/** Pixels of an image from which its range is found, and those that are read at most where a part of them will do. */
const enoughForRange = 4_000_000;
const enoughPixels = 16_000_000;

/** The size at which so many pixels are left; undefined where there are not more. */
function reducedTo({ width, height }: Size, pixels: number): Reduction | undefined {
	const scale = Math.sqrt(pixels / (width * height));
	if (scale >= 1) return undefined;
	const side = (pixels: number) => Math.max(1, Math.floor(pixels * scale));
	return { width: side(width), height: side(height), kernel: 'nearest' };
}

/** @throws Error where the page is to be turned: what reads it does not */
function uprightLayout(bytes: Uint8Array, page: number): TiffLayout {
	const layout = readTiffLayout(bytes, page);
	if (layout.orientation === 1) return layout;
	throw new Error('it is stored turned or mirrored, which is not supported for such data; save it upright');
}

/** An image's size, and how some of its values are had. */
interface Found extends Size {
	readonly bands: number;
	/** @param shown bands, from 0 */
	valuesOf(shown: readonly number[]): Promise<ArrayLike<number>>;
}

const valuesOf = (samples: Samples): Found => ({
	...(samples.whole ?? { width: samples.width, height: samples.height }),
	bands: samples.bands,
	valuesOf: async (shown) => sampled(samples, shown, enoughValues),
});

const tiffValues = (bytes: Uint8Array, layout: TiffLayout): Found => ({
	width: layout.width,
	height: layout.height,
	bands: layout.bands,
	valuesOf: (shown) => sampledTiff(bytes, layout, shown),
});

/**
 * The same for a PNG of 16 bits without transparency: cameras for microscopes write 12 bits of data in them.
 *
 * @throws Error where it cannot be decoded
 */
export async function stretchedPng(bytes: Uint8Array, view: ImageView): Promise<StretchedImage> {
	const samples = await readSamples(bytes, 1);
	// One colour may be marked as transparent.
	const tags = { bits: 16, sampleFormat: 'uint', hasAlpha: samples.bands % 2 === 0 } as const;
	return described(valuesOf(samples), tags, view, { pages: 1, page: 1 });
}

/** Whether such a PNG may hold measurements, by its header: 16 bits, grey or RGB. */
export const isDeepPng = (bytes: Uint8Array): boolean =>
	bytes.length > 26 && bytes[24] === 16 && (bytes[25] === 0 || bytes[25] === 2);

async function described(
	{ width, height, bands, valuesOf }: Found,
	tags: Pick<TiffTags, 'bits' | 'sampleFormat' | 'hasAlpha'>,
	view: ImageView,
	paging: { readonly pages: number; readonly page: number },
): Promise<StretchedImage> {
	const chosen = view.bands?.every((band) => band <= bands) ? view.bands : undefined;
	const shownBands = chosen ?? (bands < 3 ? [1] : [1, 2, 3]);
	const values = await valuesOf(shownBands.map((band) => band - 1));
	const { isMeasured, ...found } = measuredRange(values, tags);
	const range = view.range ? { low: view.range[0], high: view.range[1] } : found;
	const isPicture =
		!isMeasured && !chosen && !view.range && !hasOtherBands({ bands, hasAlpha: tags.hasAlpha });
	const low = rounded(range.low);
	const high = rounded(range.high);
	const notes = [
		...(isMeasured || view.range ? [`Values from ${low} to ${high} are shown from black to white.`] : []),
		...(bands > 1 && !isPicture && (bands !== 3 || chosen) ? [bandsNote(bands, shownBands, chosen)] : []),
		...pageNotes(view, paging),
	];
	return {
		width,
		height,
		...(!isPicture && { range }),
		choices: { ...paging, bands, shownBands, ...((tags.bits > 8 || view.range) && { range: [low, high] }) },
		sampleBytes: width * height * bands * 8,
		notes,
	};
}

/** Of fractions, four digits say enough, and fit in a line. */
const rounded = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(4)));

function bandsNote(bands: number, shown: readonly number[], chosen: readonly number[] | undefined): string {
	if (!chosen)
		return `The file has ${bands} bands; ${bands === 2 ? 'the first is' : 'the first three are'} shown.`;
	const which = shown.length === 1 ? `band ${shown[0]} is` : `bands ${shown.join(', ')} are`;
	return `The file has ${bands} bands; ${which} shown.`;
}

/** What is shown of a file of several pages, as sentences. */
export function pageNotes(
	view: ImageView,
	{ pages, page }: { readonly pages: number; readonly page: number },
): string[] {
	if (view.page !== undefined && view.page > pages) {
		return [`Page ${view.page} was chosen, but the file has ${pages}; the first is shown.`];
	}
	if (pages === 1) return [];
	return [`The file has ${pages} pages; ${page === 1 ? 'the first' : `page ${page}`} is shown.`];
}

/** The page that is shown, from 1: the file may have fewer by now than when one was chosen. */
export const chosenPage = ({ page = 1 }: ImageView, pages: number): number => (page <= pages ? page : 1);

const isChosen = ({ bands, range }: ImageView) => bands !== undefined || range !== undefined;

interface Size {
	readonly width: number;
	readonly height: number;
}

/**
 * How a large image is read that will be scaled to `size`. A mean of fractions may be one of missing values or of
 * outliers, which would spread: of them, more are read than are needed, for who scales what became of them.
 */
function reductionTo(size: Size, tags: TiffTags): Reduction | undefined {
	const sampled = reducedTo(tags, enoughPixels);
	if (!sampled) return undefined;
	if (tags.sampleFormat !== 'float') return { ...size, kernel: 'linear' };
	const isEnough = size.width * size.height >= sampled.width * sampled.height;
	return isEnough ? { ...size, kernel: 'nearest' } : sampled;
}

/**
 * The pixels of such an image.
 *
 * @param size what the image will be scaled to; of a large one no more is then read than that takes
 * @throws Error where they cannot be decoded
 */
export async function stretchedPixels(
	bytes: Uint8Array,
	format: 'tiff' | 'png',
	range: ValueRange,
	{ page, shownBands }: ImageChoices,
	size?: Size,
): Promise<Levels> {
	const tags = format === 'tiff' && readTiffTags(bytes, page);
	const shown = shownBands.map((band) => band - 1);
	if (!tags) return stretch(await readSamples(bytes, 1), range, shown);
	if (isReadByLibvips(tags)) {
		return stretch(await readSamples(bytes, page, size && reductionTo(size, tags)), range, shown);
	}
	const isLarge = reducedTo(tags, enoughPixels) !== undefined;
	// Twice as many as are needed: who scales them has what to weigh.
	const least = size && isLarge ? { width: 2 * size.width, height: 2 * size.height } : undefined;
	return tiffLevels(bytes, uprightLayout(bytes, page), range, shown, least);
}
