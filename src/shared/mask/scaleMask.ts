import { columnRuns } from './columnRuns';
import { ColumnSpans } from './columnSpans';
import type { RunLengths } from './runLengths';

/** The mask in another size: each pixel is what the pixel at its place in the mask is. */
export function scaleMask(mask: RunLengths, width: number, height: number): RunLengths {
	if (mask.width === width && mask.height === height) return mask;
	const { starts, ends, columns } = columnRuns(mask);
	const spans = new ColumnSpans(width, height);
	// The first pixel whose centre lies in that row of the mask or a later one.
	const rowOf = (row: number) => Math.ceil((row * height) / mask.height - 0.5);
	for (let x = 0; x < width; x++) {
		const column = Math.min(mask.width - 1, Math.floor(((x + 0.5) * mask.width) / width));
		for (let i = columns[column]!; i < columns[column + 1]!; i++) {
			const top = column * mask.height;
			spans.add(x, rowOf(starts[i]! - top), rowOf(ends[i]! - top));
		}
	}
	return spans.toMask();
}
