import type { Bitmap } from './bitmaps';

/** The connected regions of a bitmap, found pixel by pixel: lists of row-major indices. */
export function plainRegions({ width, height, pixels }: Bitmap, overCorners = true): number[][] {
	const seen = new Set<number>();
	const found: number[][] = [];
	for (const [start, value] of pixels.entries()) {
		if (value === 0 || seen.has(start)) continue;
		const region = [start];
		seen.add(start);
		for (const at of region) {
			const [x, y] = [at % width, Math.floor(at / width)];
			for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
				for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
					const next = ny * width + nx;
					if (pixels[next] === 0 || seen.has(next)) continue;
					if (!overCorners && nx !== x && ny !== y) continue;
					seen.add(next);
					region.push(next);
				}
			}
		}
		found.push(region);
	}
	return found;
}
