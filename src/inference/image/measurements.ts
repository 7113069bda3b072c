import sharp from 'sharp';
import type { Samples } from './stretch';
import type { TiffTags } from './tiff/tiffTags';
import { type ValueRange, valueRange } from './valueRange';

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

/**
 * Whether libvips reads the samples of such a TIFF as they are. It turns negative 16-bit values into zeros, takes
 * further bands for transparency, and knows no fractions of 16 and no samples of 64 bits.
 */
export function isReadByLibvips({ bits, bands, sampleFormat, photometric }: TiffTags): boolean {
	const isReadRight = sampleFormat === 'uint' ? bits <= 32 : bits === 32 && sampleFormat !== 'other';
	return (bands === 1 || bands === 3) && photometric > 0 && isReadRight;
}

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

/**
 * The values that become black and white, and whether they are measurements and not levels of brightness.
 *
 * @param values some of those that are shown
 */
export function measuredRange(
	values: ArrayLike<number>,
	{ bits, sampleFormat }: Pick<TiffTags, 'bits' | 'sampleFormat'>,
): ValueRange & { readonly isMeasured: boolean } {
	if (sampleFormat === 'uint' && bits <= 8) return { low: 0, high: 255, isMeasured: false };
	const range = valueRange(values);
	const isPicture = sampleFormat === 'uint' && bits === 16 && range.high >= minPictureHigh;
	return isPicture ? { low: 0, high: 65_535, isMeasured: false } : { ...range, isMeasured: true };
}
