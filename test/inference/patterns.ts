import type { RgbImage } from '../../src/inference/image/bmp';

/**
 * A picture that needs no file: waves of several lengths, hard edges, one-pixel noise. The same numbers as `picture`
 * in models/export/strata_export/pictures.py.
 */
export function pattern(width: number, height: number, seed: number): RgbImage {
	const data = new Uint8Array(width * height * 3);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			for (let c = 0; c < 3; c++) {
				const smooth = x * (5 + c) + y * (11 - 2 * c) + Math.floor((x * y) / (7 + seed));
				const blocks = ((Math.floor(x / 13) + Math.floor(y / 9) + c + seed) % 2) * 96;
				const noise = (x * 73 + y * 151 + x * y * 31 + c * 97 + seed * 57) % 41;
				data[(y * width + x) * 3 + c] = (smooth + blocks + noise) % 256;
			}
		}
	}
	return { data, width, height };
}
