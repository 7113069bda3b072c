import type { ImageFormat } from './imageFormat';

/** As sharp's metadata say it. */
interface Layout {
	readonly width: number;
	readonly height: number;
	readonly channels?: number;
	/** Of a sample: `uchar`, `ushort`, `float` … */
	readonly depth?: string;
	readonly isProgressive?: boolean;
}

const bytesPerSample: Readonly<Record<string, number>> = {
	uchar: 1,
	char: 1,
	ushort: 2,
	short: 2,
	uint: 4,
	int: 4,
	float: 4,
	complex: 8,
	double: 8,
	dpcomplex: 16,
};

/** Formats whose decoders keep the whole image in memory; the others are decoded row by row. */
const decodedWhole: ReadonlySet<ImageFormat> = new Set(['bmp', 'gif', 'webp', 'avif']);

/** Bytes that the decoder of an image holds at once. */
export function decodedSize(
	format: ImageFormat,
	{ width, height, channels = 3, depth = 'uchar', isProgressive = false }: Layout,
): number {
	// A GIF's decoder draws frames with transparency, whether there is any or not.
	const samples = width * height * (format === 'gif' ? 4 : channels);
	if (decodedWhole.has(format)) return samples * (bytesPerSample[depth] ?? 1);
	if (!isProgressive) return width * channels * (bytesPerSample[depth] ?? 1);
	// A progressive JPEG is held as coefficients of two bytes.
	return samples * (format === 'jpeg' ? 2 : (bytesPerSample[depth] ?? 1));
}
