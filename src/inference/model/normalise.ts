import type { RgbImage } from '../image/bmp';

/** The mean and the standard deviation of each channel, red first. */
export interface Normalisation {
	readonly mean: readonly number[];
	readonly std: readonly number[];
}

/**
 * An image as a model's input: float32[3, canvas height, canvas width], (value − mean) / std, in the top left corner,
 * zeros to the right and below (padding comes after normalisation).
 */
export function normalise(
	{ data, width, height }: RgbImage,
	{ mean, std }: Normalisation,
	canvas: { readonly width: number; readonly height: number },
): Float32Array {
	const tensor = new Float32Array(3 * canvas.width * canvas.height);
	for (let channel = 0; channel < 3; channel++) {
		const values = Float32Array.from({ length: 256 }, (_, byte) => (byte - mean[channel]!) / std[channel]!);
		for (let row = 0; row < height; row++) {
			let to = (channel * canvas.height + row) * canvas.width;
			let from = row * width * 3 + channel;
			for (const end = to + width; to < end; to++, from += 3) tensor[to] = values[data[from]!]!;
		}
	}
	return tensor;
}
