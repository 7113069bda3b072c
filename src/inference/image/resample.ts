import type { RgbImage } from './bmp';

/** Bits of a weight after the binary point: as many as leave room for the sum of eight-bit products in 32 bits. */
const precision = 22;
const one = 1 << precision;

/** Keys' cubic convolution with a = −0.5, for distances up to 2. */
function cubic(distance: number): number {
	const a = -0.5;
	const x = Math.abs(distance);
	if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
	if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
	return 0;
}

/** For each of the new pixels: the first of the old ones that it is made of, and a row of weights. */
interface Weights {
	readonly first: Int32Array;
	/** How many of a row count. */
	readonly count: Int32Array;
	/** int32[pixels, stride], fixed-point, each row's sum about 1. */
	readonly values: Int32Array;
	readonly stride: number;
}

/** When the image shrinks, the filter widens with the step, so that every old pixel has its say. */
function weightsOf(from: number, to: number): Weights {
	const scale = from / to;
	const widening = Math.max(scale, 1);
	const support = 2 * widening;
	const stride = Math.ceil(support) * 2 + 1;
	const first = new Int32Array(to);
	const count = new Int32Array(to);
	const values = new Int32Array(to * stride);
	for (let i = 0; i < to; i++) {
		const centre = (i + 0.5) * scale;
		const start = Math.max(0, Math.trunc(centre - support + 0.5));
		const end = Math.min(from, Math.trunc(centre + support + 0.5));
		const row = Array.from({ length: end - start }, (_, at) =>
			cubic((start + at - centre + 0.5) * (1 / widening)),
		);
		const total = row.reduce((sum, weight) => sum + weight, 0);
		for (const [at, weight] of row.entries()) {
			const share = weight * (total === 0 ? 1 : 1 / total) * one;
			values[i * stride + at] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
		}
		first[i] = start;
		count[i] = end - start;
	}
	return { first, count, values, stride };
}

function clamped(sum: number): number {
	const value = sum >> precision;
	return Math.max(0, Math.min(255, value));
}

function alongRows({ data: source, width: from, height }: RgbImage, to: number): Uint8Array {
	const { first, count, values, stride } = weightsOf(from, to);
	const target = new Uint8Array(to * height * 3);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < to; x++) {
			const at = (y * to + x) * 3;
			let pixel = (y * from + first[x]!) * 3;
			let red = one / 2;
			let green = one / 2;
			let blue = one / 2;
			for (let i = x * stride, end = i + count[x]!; i < end; i++, pixel += 3) {
				const weight = values[i]!;
				red += weight * source[pixel]!;
				green += weight * source[pixel + 1]!;
				blue += weight * source[pixel + 2]!;
			}
			target[at] = clamped(red);
			target[at + 1] = clamped(green);
			target[at + 2] = clamped(blue);
		}
	}
	return target;
}

/**
 * An image at another size, byte for byte as Pillow's `Image.resize(size, BICUBIC)` makes it: along rows first, with
 * rounding to eight bits in between. libvips's cubic filter is the same curve, but goes along columns first and rounds
 * otherwise.
 */
export function resampleBicubic(
	image: RgbImage,
	{ width, height }: { readonly width: number; readonly height: number },
): RgbImage {
	let { data } = image;
	if (width !== image.width) data = alongRows(image, width);
	if (height !== image.height) data = alongColumns(data, width, image.height, height);
	return { data, width, height };
}

/** Row by row of the result, which is as the memory lies. */
function alongColumns(source: Uint8Array, width: number, from: number, to: number): Uint8Array {
	const { first, count, values, stride } = weightsOf(from, to);
	const pitch = width * 3;
	const target = new Uint8Array(pitch * to);
	const sums = new Int32Array(pitch);
	for (let y = 0; y < to; y++) {
		sums.fill(one / 2);
		for (let at = 0; at < count[y]!; at++) {
			const weight = values[y * stride + at]!;
			const row = (first[y]! + at) * pitch;
			for (let x = 0; x < pitch; x++) sums[x]! += weight * source[row + x]!;
		}
		for (let x = 0; x < pitch; x++) target[y * pitch + x] = clamped(sums[x]!);
	}
	return target;
}
