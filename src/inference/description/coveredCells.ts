import type { RunLengths } from '../../shared/mask/runLengths';
import type { Scale } from '../mask/decoderPrompt';

/** A grid of cells over an image, both with their first corner at the top left. */
export interface CellGrid {
	readonly columns: number;
	readonly rows: number;
	/** Image pixel × this = cell. */
	readonly scale: Scale;
}

/** The cells that a mask touches, with how much of each is inside. */
export interface CoveredCells {
	/** Indices of cells, row-major. */
	readonly cells: Int32Array;
	/** Of the same length; together 1. */
	readonly weights: Float32Array;
}

/** How many columns of pixels are looked at per column of cells; more would add nothing. */
const maxSamples = 8;

/** @returns undefined for a mask without a pixel in the grid */
export function coveredCells(mask: RunLengths, { columns, rows, scale }: CellGrid): CoveredCells | undefined {
	const covered = new Float32Array(columns * rows);
	const step = Math.max(1, Math.floor(1 / scale.x / maxSamples));
	// Of a thin mask no column might be looked at: then all are.
	const total = addColumns(mask, step, covered) || (step > 1 && addColumns(mask, 1, covered)) || 0;
	if (total === 0) return undefined;
	// Plain loops: a map of colours has ten thousand cells.
	let count = 0;
	for (let at = 0; at < covered.length; at++) if (covered[at]! > 0) count++;
	const cells = new Int32Array(count);
	const weights = new Float32Array(count);
	for (let at = 0, i = 0; at < covered.length; at++) {
		if (covered[at]! === 0) continue;
		cells[i] = at;
		weights[i++] = covered[at]! / total;
	}
	return { cells, weights };

	function addColumns({ height, counts }: RunLengths, every: number, sums: Float32Array): number {
		let [sum, start] = [0, 0];
		for (let run = 0; run < counts.length; run++) {
			const end = start + counts[run]!;
			for (let from = start; run % 2 === 1 && from < end; ) {
				const x = Math.floor(from / height);
				const to = Math.min(end, (x + 1) * height);
				if (x % every === 0) sum += addRun(x, from - x * height, to - x * height, sums);
				from = to;
			}
			start = end;
		}
		return sum;
	}

	function addRun(x: number, top: number, bottom: number, sums: Float32Array): number {
		const column = Math.floor((x + 0.5) * scale.x);
		if (column >= columns) return 0;
		const [from, to] = [top * scale.y, Math.min(rows, bottom * scale.y)];
		for (let row = Math.floor(from); row < to; row++) {
			sums[row * columns + column]! += Math.min(to, row + 1) - Math.max(from, row);
		}
		return Math.max(0, to - from);
	}
}

/** The mean of a map over cells. @param map float32[channels, rows, columns] @param size rows × columns */
export function meanOver(
	{ cells, weights }: CoveredCells,
	map: ArrayLike<number>,
	size: number,
): Float32Array {
	const mean = new Float32Array(map.length / size);
	for (let channel = 0; channel < mean.length; channel++) {
		const from = channel * size;
		let sum = 0;
		for (let i = 0; i < cells.length; i++) sum += weights[i]! * map[from + cells[i]!]!;
		mean[channel] = sum;
	}
	return mean;
}
