import type { RunLengths } from '../../shared/mask/runLengths';
import type { DecoderSpace } from './decoderPrompt';

/** The logit of a cell that is wholly inside, and the negative of one outside; the models are trained with it. */
const maxLogit = 8;
/** Samples per cell, along each axis. */
const samples = 4;

/**
 * A mask as logits, float32[rows, columns]: above zero where more than half of a cell is inside. Cells beyond the image
 * are outside.
 *
 * @param mask of the image that `space` is of
 */
export function logitsFromMask(mask: RunLengths, space: DecoderSpace): Float32Array {
	const { columns, rows, logitScale } = space;
	const across = sampledPixels(mask.width, columns, logitScale.x);
	const down = sampledPixels(mask.height, rows, logitScale.y);
	const rowsBefore = countBefore(down, mask.height);
	const inside = new Float32Array(columns * rows);
	const runs = new ColumnReader(mask);
	for (const [index, x] of across.entries()) {
		const column = Math.floor(index / samples);
		runs.forEachIn(x, (top, bottom) => {
			for (let at = rowsBefore[top]!; at < rowsBefore[bottom]!; at++) {
				inside[Math.floor(at / samples) * columns + column]! += 1;
			}
		});
	}
	const samplesIn = (count: number, cell: number) => Math.min(samples, Math.max(0, count - cell * samples));
	return inside.map((sum, at) => {
		const all = samplesIn(across.length, at % columns) * samplesIn(down.length, Math.floor(at / columns));
		return all === 0 ? -maxLogit : maxLogit * ((2 * sum) / all - 1);
	});
}

/** The pixels, along one axis, that contain the samples of its cells; those beyond the image are left out. */
function sampledPixels(size: number, cells: number, scale: number): number[] {
	return Array.from({ length: cells * samples }, (_, i) => Math.floor((i + 0.5) / samples / scale)).filter(
		(pixel) => pixel < size,
	);
}

/** For each pixel, and the one after the last: how many of the ascending `pixels` are before it. */
function countBefore(pixels: readonly number[], size: number): Int32Array {
	const before = new Int32Array(size + 1);
	for (const pixel of pixels) before[pixel + 1]! += 1;
	for (let at = 0; at < size; at++) before[at + 1]! += before[at]!;
	return before;
}

/** Reads the inside runs of columns that come in ascending order. */
class ColumnReader {
	private run = 0;
	private start = 0;

	constructor(private readonly mask: RunLengths) {}

	/** Calls `each` with the first row of every stretch inside the column and the one after its last. */
	forEachIn(column: number, each: (top: number, bottom: number) => void): void {
		const { height, counts } = this.mask;
		const [from, to] = [column * height, (column + 1) * height];
		while (this.run < counts.length && this.start + counts[this.run]! <= from) {
			this.start += counts[this.run]!;
			this.run++;
		}
		for (let run = this.run, start = this.start; run < counts.length && start < to; run++) {
			const end = start + counts[run]!;
			if (run % 2 === 1) each(Math.max(start, from) - from, Math.min(end, to) - from);
			start = end;
		}
	}
}
