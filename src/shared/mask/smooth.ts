import { columnRuns } from './columnRuns';
import { ColumnSpans } from './columnSpans';
import { bbox, type RunLengths } from './runLengths';

/**
 * The mask with a smoother outline: each pixel as most pixels of the image are that lie within `radius` (whole pixels)
 * of it, and as it was where they are undecided. What is thinner than the radius goes; so do gaps of that width.
 */
export function smooth(mask: RunLengths, radius: number): RunLengths {
	const { width, height } = mask;
	const [left, top, boxWidth, boxHeight] = bbox(mask);
	const spans = new ColumnSpans(width, height);
	if (boxWidth === 0) return spans.toMask();
	// Beyond the box grown by the radius no pixel has one of the mask near.
	const fromX = Math.max(0, left - radius);
	const toX = Math.min(width, left + boxWidth + radius);
	const fromY = Math.max(0, top - radius);
	const rows = Math.min(height, top + boxHeight + radius) - fromY;
	const sums = columnSums(mask, fromX, toX, fromY, rows);
	const inside = new Int32Array(rows);
	const all = new Int32Array(rows);
	for (let x = fromX; x < toX; x++) {
		inside.fill(0);
		all.fill(0);
		for (let dx = -radius; dx <= radius; dx++) {
			const other = x + dx;
			if (other < 0 || other >= width) continue;
			const dy = Math.floor(Math.sqrt(radius * radius - dx * dx));
			const hasPixels = other >= fromX && other < toX;
			const column = (other - fromX) * (rows + 1);
			for (let y = 0; y < rows; y++) {
				all[y]! += Math.min(height, fromY + y + dy + 1) - Math.max(0, fromY + y - dy);
				if (!hasPixels) continue;
				inside[y]! += sums[column + Math.min(rows, y + dy + 1)]! - sums[column + Math.max(0, y - dy)]!;
			}
		}
		const own = (x - fromX) * (rows + 1);
		let start = -1;
		for (let y = 0; y <= rows; y++) {
			const majority = y < rows ? 2 * inside[y]! - all[y]! : -1;
			const isInside = majority > 0 || (majority === 0 && sums[own + y + 1]! > sums[own + y]!);
			if (isInside && start < 0) start = y;
			if (isInside || start < 0) continue;
			spans.add(x, fromY + start, fromY + y);
			start = -1;
		}
	}
	return spans.toMask();
}

/** For each column from `fromX` to before `toX`, how many pixels of it lie above each of the `rows + 1` row edges. */
function columnSums(mask: RunLengths, fromX: number, toX: number, fromY: number, rows: number): Int32Array {
	const { starts, ends, columns } = columnRuns(mask);
	const sums = new Int32Array((toX - fromX) * (rows + 1));
	for (let x = fromX; x < toX; x++) {
		const column = (x - fromX) * (rows + 1);
		const origin = x * mask.height + fromY;
		for (let i = columns[x]!; i < columns[x + 1]!; i++) {
			sums.fill(1, column + 1 + starts[i]! - origin, column + 1 + ends[i]! - origin);
		}
		for (let y = 1; y <= rows; y++) sums[column + y]! += sums[column + y - 1]!;
	}
	return sums;
}
