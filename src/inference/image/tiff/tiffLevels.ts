import { type Levels, levelOf } from '../stretch';
import { enoughValues, type ValueRange } from '../valueRange';
import { MeanLevels } from './meanLevels';
import type { TiffLayout } from './tiffLayout';
import { type Piece, readTiffPieces } from './tiffPieces';

/**
 * Some of the values of the shown bands of a page, for their range: of a large one, of every n-th pixel of every n-th
 * row.
 *
 * @param shown bands, from 0
 * @throws Error with what is not supported
 */
export async function sampledTiff(
	bytes: Uint8Array,
	layout: TiffLayout,
	shown: readonly number[],
): Promise<Float64Array> {
	const { width, height } = layout;
	const step = Math.max(1, Math.floor(Math.sqrt((width * height * shown.length) / enoughValues)));
	const values = new Float64Array(Math.ceil(width / step) * Math.ceil(height / step) * shown.length);
	let count = 0;
	await readTiffPieces(
		bytes,
		layout,
		(row) => row % step === 0,
		({ x, width, band, bands, samples }) => {
			for (const one of shown) {
				if (one < band || one >= band + bands) continue;
				for (let at = (step - (x % step)) % step; at < width; at += step) {
					values[count++] = samples[at * bands + one - band]!;
				}
			}
		},
	);
	return values.subarray(0, count);
}

/**
 * Three bands of a page as red, green and blue, or one as grey. Levels are averaged and not values, so that a missing
 * one or an outlier does not spread.
 *
 * @param shown from 0
 * @param size pixels, of which the image is to have no fewer
 * @throws Error with what is not supported
 */
export async function tiffLevels(
	bytes: Uint8Array,
	layout: TiffLayout,
	range: ValueRange,
	shown: readonly number[],
	size: { readonly width: number; readonly height: number } = layout,
): Promise<Levels> {
	const width = Math.min(layout.width, size.width);
	const height = Math.min(layout.height, size.height);
	const channels = shown.length === 3 ? 3 : 1;
	const isSmaller = width < layout.width || height < layout.height;
	const means = isSmaller ? new MeanLevels(layout, { width, height }, channels) : undefined;
	const levels = means ? undefined : new Uint8Array(width * height * channels);
	const line = new Uint8Array(layout.width);
	const level = levelOf(range);
	const put = ({ x, y, width: count, band, bands, samples }: Piece) => {
		for (let channel = 0; channel < channels; channel++) {
			const first = shown[channel]! - band;
			if (first < 0 || first >= bands) continue;
			for (let at = 0, from = first; at < count; at++, from += bands) line[at] = level(samples[from]!);
			means?.add(x, y, channel, line.subarray(0, count));
			if (!levels) continue;
			let to = (y * width + x) * channels + channel;
			for (let at = 0; at < count; at++, to += channels) levels[to] = line[at]!;
		}
	};
	const step = means?.step ?? 1;
	await readTiffPieces(bytes, layout, (row) => row % step === 0, put);
	const data = levels ?? means!.means();
	// White at zero.
	if (layout.photometric === 0) for (let i = 0; i < data.length; i++) data[i] = 255 - data[i]!;
	return { data, width, height, channels };
}
