import type { RunLengths } from '../../shared/mask/runLengths';
import type { DecoderSpace } from './decoderPrompt';

/**
 * The mask of `logits` at image size: the pixels at whose centre the logits, bilinear between cell centres and
 * constant beyond the outer ones, are above zero (what `logitAt` says there).
 *
 * Bilinear interpolation cannot cross zero where four corners agree in sign. So each column of cells is cut into
 * segments that are all in, all out or mixed, once for the ~16 columns of pixels in it, and only the mixed cells
 * are interpolated.
 *
 * @param logits float32[rows, columns]
 */
export function maskFromLogits(logits: Float32Array, space: DecoderSpace): RunLengths {
	const { width, height, columns, logitScale } = space;
	const runs = new RunWriter(width, height);
	const rows = rowsOfCells(space);
	const segments = new Int32Array(3 * space.rows);
	let segmentCount = 0;
	let segmentsOf = -1;
	for (let x = 0; x < width; x++) {
		const { cell, fraction } = cellAt((x + 0.5) * logitScale.x - 0.5, columns);
		if (cell !== segmentsOf) {
			segmentCount = cutColumn(logits, columns, cell, rows.last, segments);
			segmentsOf = cell;
		}
		for (let i = 0; i < segmentCount * 3; i += 3) {
			const from = segments[i]!;
			const kind = segments[i + 2]!;
			if (kind !== mixed) {
				runs.append(kind, rows.start[segments[i + 1]!]! - rows.start[from]!);
				continue;
			}
			for (let row = from; row < segments[i + 1]!; row++) {
				const at = row * columns + cell;
				const top = logits[at]! + (logits[at + 1]! - logits[at]!) * fraction;
				const left = logits[at + columns]!;
				const bottom = left + (logits[at + columns + 1]! - left) * fraction;
				crossCell(runs, top, bottom, rows, row);
			}
		}
	}
	return { width, height, counts: runs.finish() };
}

const outside = 0;
const inside = 1;
const mixed = 2;

/** Which pixel rows lie in which row of cells. */
interface Rows {
	/** The first pixel row of each row of cells, and of the one after the last. */
	readonly start: Int32Array;
	/** How far down its cell each pixel row's centre lies, 0 to 1. */
	readonly fraction: Float64Array;
	/** The last row of cells that has pixels. */
	readonly last: number;
}

/** The cell (between two logits) that a position lies in, and how far along: the outer ones reach to infinity. */
function cellAt(position: number, size: number): { cell: number; fraction: number } {
	const inRange = Math.min(size - 1, Math.max(0, position));
	const cell = Math.min(size - 2, Math.floor(inRange));
	return { cell, fraction: inRange - cell };
}

function rowsOfCells({ height, rows: size, logitScale }: DecoderSpace): Rows {
	const start = new Int32Array(size).fill(height);
	const fraction = new Float64Array(height);
	let last = 0;
	for (let y = height - 1; y >= 0; y--) {
		const at = cellAt((y + 0.5) * logitScale.y - 0.5, size);
		fraction[y] = at.fraction;
		start[at.cell] = y;
		last = Math.max(last, at.cell);
	}
	// Cells smaller than a pixel may have none: they start where the next one does.
	for (let cell = size - 2; cell >= 0; cell--) start[cell] = Math.min(start[cell]!, start[cell + 1]!);
	start[0] = 0;
	return { start, fraction, last };
}

/** Writes [first cell, one after the last, kind] of each segment, from the top; returns how many. */
function cutColumn(
	logits: Float32Array,
	columns: number,
	cell: number,
	lastRow: number,
	segments: Int32Array,
): number {
	let count = 0;
	let kindNow = -1;
	let above = signs(logits, cell);
	for (let row = 0; row <= lastRow; row++) {
		const below = signs(logits, (row + 1) * columns + cell);
		const sum = above + below;
		const kind = sum === 0 ? outside : sum === 4 ? inside : mixed;
		if (kind !== kindNow) {
			segments[count * 3] = row;
			segments[count * 3 + 2] = kind;
			count++;
			kindNow = kind;
		}
		segments[count * 3 - 2] = row + 1;
		above = below;
	}
	return count;
}

/** How many of two neighbouring logits are inside. */
function signs(logits: Float32Array, at: number): number {
	return (logits[at]! > 0 ? 1 : 0) + (logits[at + 1]! > 0 ? 1 : 0);
}

/** One pixel column's way through one cell: it crosses zero once at most. */
function crossCell(runs: RunWriter, top: number, bottom: number, rows: Rows, cell: number): void {
	const start = rows.start[cell]!;
	const end = rows.start[cell + 1]!;
	if (top > 0 === bottom > 0) {
		runs.append(top > 0 ? inside : outside, end - start);
		return;
	}
	const startsInside = top > 0;
	let y = start;
	while (y < end && top + (bottom - top) * rows.fraction[y]! > 0 === startsInside) y++;
	runs.append(startsInside ? inside : outside, y - start);
	runs.append(startsInside ? outside : inside, end - y);
}

/** Collects runs, joining those of one kind. */
class RunWriter {
	private counts: Uint32Array;
	private length = 0;
	private value = outside;
	private run = 0;

	constructor(width: number, height: number) {
		// Most masks cross a column twice.
		this.counts = new Uint32Array(Math.min(width * height, 4 * width) + 16);
	}

	append(value: number, pixels: number): void {
		if (pixels === 0) return;
		if (value !== this.value) {
			this.push();
			this.value = value;
			this.run = 0;
		}
		this.run += pixels;
	}

	finish(): Uint32Array {
		this.push();
		return this.counts.slice(0, this.length);
	}

	private push(): void {
		if (this.length === this.counts.length) {
			const grown = new Uint32Array(this.length * 2);
			grown.set(this.counts);
			this.counts = grown;
		}
		this.counts[this.length++] = this.run;
	}
}
