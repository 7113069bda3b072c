import type { RgbImage } from '../bmp';

/**
 * An image as a model's input: float32[3, size, size], (value − mean) / std, in the top left corner, zeros to the
 * right and below (padding comes after normalisation).
 */
export function normalised(
	{ data, width, height }: RgbImage,
	{
		size,
		mean,
		std,
	}: { readonly size: number; readonly mean: readonly number[]; readonly std: readonly number[] },
): Float32Array {
	const tensor = new Float32Array(3 * size * size);
	for (let channel = 0; channel < 3; channel++) {
		const values = Float32Array.from({ length: 256 }, (_, byte) => (byte - mean[channel]!) / std[channel]!);
		for (let row = 0; row < height; row++) {
			let to = (channel * size + row) * size;
			let from = row * width * 3 + channel;
			for (const end = to + width; to < end; to++, from += 3) tensor[to] = values[data[from]!]!;
		}
	}
	return tensor;
}
