import type { RunLengths } from '../shared/mask/runLengths';

/** For each value but 0 that a map has the mask of its pixels, in one pass; by value, lowest first. */
export function valueMasks(
	pixels: ArrayLike<number>,
	width: number,
	height: number,
): ReadonlyMap<number, RunLengths> {
	const runs = new Map<number, { counts: number[]; end: number }>();
	for (let x = 0; x < width; x++) {
		for (let y = 0, at = x; y < height; y++, at += width) {
			const value = pixels[at]!;
			if (value === 0) continue;
			const position = x * height + y;
			let of = runs.get(value);
			if (!of) {
				of = { counts: [], end: 0 };
				runs.set(value, of);
			}
			if (of.counts.length > 0 && of.end === position) of.counts[of.counts.length - 1]!++;
			else of.counts.push(position - of.end, 1);
			of.end = position + 1;
		}
	}
	const total = width * height;
	const masks = [...runs].sort(([a], [b]) => a - b);
	return new Map(
		masks.map(([value, { counts, end }]) => {
			if (end < total) counts.push(total - end);
			return [value, { width, height, counts: Uint32Array.from(counts) }];
		}),
	);
}
