import type { RgbImage } from './bmp';

/** For each of `to` positions: the two of `from` pixels around it, and how far along it lies. */
function positions(from: number, to: number) {
	const low = new Int32Array(to);
	const high = new Int32Array(to);
	const fraction = new Float32Array(to);
	for (let i = 0; i < to; i++) {
		const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
		low[i] = Math.floor(at);
		high[i] = Math.min(from - 1, low[i]! + 1);
		fraction[i] = at - low[i]!;
	}
	return { low, high, fraction };
}

/**
 * An image made larger, bilinear with half-pixel centres, as PIL does it. libvips lays pixel corners on each other
 * instead, which moves the picture by up to half a pixel.
 */
export function upscale(
	image: RgbImage,
	{ width, height }: { readonly width: number; readonly height: number },
): RgbImage {
	const columns = positions(image.width, width);
	const rows = positions(image.height, height);
	const data = new Uint8Array(width * height * 3);
	const source = image.data;
	let to = 0;
	for (let y = 0; y < height; y++) {
		const upper = rows.low[y]! * image.width;
		const lower = rows.high[y]! * image.width;
		const down = rows.fraction[y]!;
		for (let x = 0; x < width; x++) {
			const left = columns.low[x]!;
			const right = columns.high[x]!;
			const along = columns.fraction[x]!;
			for (let c = 0; c < 3; c++) {
				const a = source[(upper + left) * 3 + c]!;
				const b = source[(lower + left) * 3 + c]!;
				const top = a + (source[(upper + right) * 3 + c]! - a) * along;
				const bottom = b + (source[(lower + right) * 3 + c]! - b) * along;
				data[to++] = top + (bottom - top) * down + 0.5;
			}
		}
	}
	return { data, width, height };
}
