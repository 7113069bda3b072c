import { decode } from 'tiff';
import { type Samples, type ValueRange, valueRange } from './stretch';
import type { TiffTags } from './tiffTags';

/** Sixteen-bit pictures use their range; data of 12 or 14 bits stay below this. */
const minPictureHigh = 1 << 14;

/** Whether a TIFF may hold measurements (heights, densities, counts), whose values are not levels of brightness. */
export function mayBeMeasurements({ bits, bands, hasAlpha, sampleFormat, photometric }: TiffTags): boolean {
	// Only grey and RGB; palettes, CMYK and Lab have a meaning of their own.
	if (photometric > 2) return false;
	return sampleFormat !== 'uint' || bits >= 16 || bands > 4 || hasOtherBands({ bands, hasAlpha });
}

/** Whether the last of two or four bands is data and not transparency, as near infrared is. */
const hasOtherBands = ({ bands, hasAlpha }: Pick<TiffTags, 'bands' | 'hasAlpha'>): boolean =>
	!hasAlpha && (bands === 2 || bands === 4);

/**
 * The first page of such a TIFF.
 *
 * @throws Error with what is not supported
 */
export function readMeasurements(bytes: Uint8Array, tags: TiffTags): Samples {
	const { bits, bands, sampleFormat, photometric } = tags;
	if (bits === 32 && sampleFormat !== 'float') {
		throw new Error('integers of 32 bits are not supported; save it with 16 bits or as 32-bit float');
	}
	const page = decode(bytes, { pages: [0] })[0]!;
	return {
		data: sampleFormat === 'int' ? asSigned(page.data) : page.data,
		width: page.width,
		height: page.height,
		bands,
		isInverted: photometric === 0,
	};
}

/** The decoder reads all integers as unsigned ones. */
function asSigned(data: Samples['data']): Samples['data'] {
	if (data instanceof Uint16Array) return new Int16Array(data.buffer, data.byteOffset, data.length);
	if (data instanceof Uint8Array) return new Int8Array(data.buffer, data.byteOffset, data.length);
	return data;
}

/**
 * The values that become black and white, and whether they are measurements; undefined where libvips shows the picture
 * as it should be.
 */
export function measuredRange(
	samples: Samples,
	tags: TiffTags,
): (ValueRange & { readonly isMeasured: boolean }) | undefined {
	const { bits, sampleFormat } = tags;
	const range = valueRange(samples);
	const isPicture = sampleFormat === 'uint' && (bits <= 8 || (bits === 16 && range.high >= minPictureHigh));
	if (!isPicture) return { ...range, isMeasured: true };
	return tags.bands > 4 || hasOtherBands(tags)
		? { low: 0, high: 2 ** bits - 1, isMeasured: false }
		: undefined;
}
