import sharp from 'sharp';
import { decode } from 'tiff';
import { type Samples, type ValueRange, valueRange } from './stretch';
import type { TiffTags } from './tiffTags';

/** Sixteen-bit pictures use their range; data of 12 or 14 bits stay below this. */
const minPictureHigh = 1 << 14;

/** Whether a TIFF may hold measurements (heights, densities, counts), whose values are not levels of brightness. */
export function mayBeMeasurements(tags: TiffTags): boolean {
	return isStretchable(tags) && (tags.sampleFormat !== 'uint' || tags.bits >= 16 || hasOtherBands(tags));
}

/** Only grey and RGB: palettes, CMYK and Lab have a meaning of their own. */
export const isStretchable = ({ photometric, bits }: TiffTags): boolean => photometric <= 2 && bits >= 8;

/** Whether there are bands that are neither colour nor transparency, as near infrared is. */
export const hasOtherBands = ({ bands, hasAlpha }: Pick<TiffTags, 'bands' | 'hasAlpha'>): boolean =>
	bands > 4 || (!hasAlpha && (bands === 2 || bands === 4));

/** Sample types as libvips gives them. */
const arrays = {
	uchar: Uint8Array,
	ushort: Uint16Array,
	short: Int16Array,
	uint: Uint32Array,
	int: Int32Array,
	float: Float32Array,
	double: Float64Array,
} as const;

/** To have an image smaller than it is, so that it never lies in memory whole. */
export interface Reduction {
	/** Pixels, upright. */
	readonly width: number;
	readonly height: number;
	/** `nearest` keeps values as they are, `linear` has their means. */
	readonly kernel: 'nearest' | 'linear';
}

/**
 * One page of such a TIFF.
 *
 * @param page from 1
 * @param reduction is done where libvips can read the file; what it cannot comes whole
 * @throws Error with what is not supported
 */
export async function readMeasurements(
	bytes: Uint8Array,
	tags: TiffTags,
	page: number,
	reduction?: Reduction,
): Promise<Samples> {
	const { bits, bands, sampleFormat, photometric } = tags;
	// libvips turns negative 16-bit values into zeros, takes further bands for transparency, and may know no 64 bits.
	const isReadRight = sampleFormat === 'int' ? bits === 32 : bits <= 32;
	const byLibvips = (bands === 1 || bands === 3) && photometric > 0 && isReadRight;
	if (byLibvips) return readSamples(bytes, page, reduction);
	if (bits === 32 && sampleFormat !== 'float') {
		throw new Error(
			`integers of 32 bits in ${bands} bands are not supported; save it with 16 bits or as 32-bit float`,
		);
	}
	const decoded = decode(bytes, { pages: [page - 1] })[0]!;
	return {
		data: sampleFormat === 'int' ? asSigned(decoded.data) : decoded.data,
		width: decoded.width,
		height: decoded.height,
		bands,
		isInverted: photometric === 0,
	};
}

/** The samples of an image as libvips reads them, with all their bits. @throws Error where it cannot */
export async function readSamples(bytes: Uint8Array, page: number, reduction?: Reduction): Promise<Samples> {
	const open = () =>
		sharp(bytes, { page: page - 1, autoOrient: true, limitInputPixels: false, failOn: 'error' });
	const { space, depth, autoOrient } = await open().metadata();
	const type = depth as keyof typeof arrays;
	if (!(type in arrays)) throw new Error(`samples of the type ${depth} are not supported`);
	const image = open();
	if (reduction) image.resize({ ...reduction, fit: 'fill', fastShrinkOnLoad: false });
	// Its own colour space: any other would scale and clip the values.
	const { data, info } = await image
		.toColourspace(space)
		.raw({ depth: type })
		.toBuffer({ resolveWithObject: true });
	const array = arrays[type];
	// A view must begin at a multiple of the size of its elements; where it does not, a copy does.
	const isAligned = data.byteOffset % array.BYTES_PER_ELEMENT === 0;
	const { buffer, byteOffset } = isAligned ? data : new Uint8Array(data);
	const samples = new array(buffer, byteOffset, data.length / array.BYTES_PER_ELEMENT);
	return {
		data: samples,
		width: info.width,
		height: info.height,
		bands: info.channels,
		...(reduction && { whole: { width: autoOrient.width, height: autoOrient.height } }),
	};
}

/** The decoder reads all integers as unsigned ones. */
function asSigned(data: Samples['data']): Samples['data'] {
	if (data instanceof Uint16Array) return new Int16Array(data.buffer, data.byteOffset, data.length);
	if (data instanceof Uint8Array) return new Int8Array(data.buffer, data.byteOffset, data.length);
	return data;
}

/**
 * The values that become black and white, and whether they are measurements and not levels of brightness.
 *
 * @param shown the bands that are shown, from 0
 */
export function measuredRange(
	samples: Samples,
	{ bits, sampleFormat }: Pick<TiffTags, 'bits' | 'sampleFormat'>,
	shown: readonly number[],
): ValueRange & { readonly isMeasured: boolean } {
	if (sampleFormat === 'uint' && bits <= 8) return { low: 0, high: 255, isMeasured: false };
	const range = valueRange(samples, shown);
	const isPicture = sampleFormat === 'uint' && bits === 16 && range.high >= minPictureHigh;
	return isPicture ? { low: 0, high: 65_535, isMeasured: false } : { ...range, isMeasured: true };
}
