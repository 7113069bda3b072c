import type { DecoderSpace } from './decoderPrompt';
import { coveredCells } from './logitMask';

/** Cells to each side that a mean is taken of. */
const reach = 2;

/**
 * Logits without their finest pattern: twice the mean over 5 × 5 cells. Of a mask that the model is unsure of this
 * leaves the region and takes the frayed outline, which says more of the decoder's grid than of the picture.
 *
 * @param logits float32[rows, columns]; what lies beyond the image is neither read nor written
 */
export function smoothed(logits: Float32Array, space: DecoderSpace): Float32Array {
	const { columns, rows } = coveredCells(space);
	const stride = space.columns;
	let from = logits;
	for (let pass = 0; pass < 2; pass++) {
		for (const [count, step, lines, lineStep] of [
			[columns, 1, rows, stride],
			[rows, stride, columns, 1],
		] as const) {
			const to = logits.slice();
			for (let line = 0; line < lines; line++) meanAlong(from, to, line * lineStep, count, step);
			from = to;
		}
	}
	return from;
}

/** Means along one line of cells; at its ends, of fewer. */
function meanAlong(from: Float32Array, to: Float32Array, start: number, count: number, step: number): void {
	let sum = 0;
	let low = 0;
	let high = 0;
	for (let at = 0; at < count; at++) {
		for (; high < Math.min(count, at + reach + 1); high++) sum += from[start + high * step]!;
		for (; low < at - reach; low++) sum -= from[start + low * step]!;
		to[start + at * step] = sum / (high - low);
	}
}
