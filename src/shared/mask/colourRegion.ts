import { fromBitmap, type RunLengths } from './runLengths';

/**
 * The connected region (over edges) around a pixel in which no colour channel differs from that pixel's by more than
 * `tolerance`.
 *
 * @param rgba uint8[height * width * 4], row-major; the fourth channel counts like the others
 * @param at a pixel of the image, integers
 * @param tolerance 0 to 255
 */
export function colourRegion(
	rgba: Uint8ClampedArray,
	width: number,
	height: number,
	at: { readonly x: number; readonly y: number },
	tolerance: number,
): RunLengths {
	const region = new Uint8Array(width * height);
	const seed = at.y * width + at.x;
	const [r, g, b, a] = [0, 1, 2, 3].map((channel) => rgba[4 * seed + channel]!) as [
		number,
		number,
		number,
		number,
	];
	const isAlike = (pixel: number) =>
		region[pixel] === 0 &&
		Math.abs(rgba[4 * pixel]! - r) <= tolerance &&
		Math.abs(rgba[4 * pixel + 1]! - g) <= tolerance &&
		Math.abs(rgba[4 * pixel + 2]! - b) <= tolerance &&
		Math.abs(rgba[4 * pixel + 3]! - a) <= tolerance;
	const open = [seed];
	for (let pixel = open.pop(); pixel !== undefined; pixel = open.pop()) {
		if (!isAlike(pixel)) continue;
		// A row's piece at a time: only where pieces above and below begin must be looked at again.
		const row = Math.floor(pixel / width) * width;
		let left = pixel;
		let right = pixel;
		while (left > row && isAlike(left - 1)) left--;
		while (right + 1 < row + width && isAlike(right + 1)) right++;
		region.fill(1, left, right + 1);
		for (const next of [row - width, row + width]) {
			if (next < 0 || next >= width * height) continue;
			let isGoingOn = false;
			for (let i = left - row + next; i <= right - row + next; i++) {
				const isNext = isAlike(i);
				if (isNext && !isGoingOn) open.push(i);
				isGoingOn = isNext;
			}
		}
	}
	return fromBitmap(region, width, height);
}
