import type { Prompt } from '../../shared/prompt';
import type { Decoded, DecoderSpace } from './decoderPrompt';

/**
 * A mask at the decoder's resolution: above zero is inside. All steps from the decoder to a `Candidate` pass it on as
 * it is and only add to it, so that whatever a model attaches to a mask arrives with it.
 */
export interface LogitMask {
	/** float32[rows, columns]; cells to the right of the image and below it are ignored. */
	readonly logits: Float32Array;
	/** The model's estimate of the mask's IoU with the object that is meant. */
	readonly score: number;
	/** The number of the decoder prompt that it came from: masks of one prompt do not confirm each other. */
	readonly prompt: number;
}

/** The masks in the decoder's output for a batch of prompts, the first of which has the number `firstPrompt`. */
export function masksOf(
	{ logits, scores }: Decoded,
	prompts: number,
	firstPrompt: number,
	{ columns, rows }: DecoderSpace,
): LogitMask[] {
	const plane = columns * rows;
	const masksPerPrompt = scores.length / prompts;
	return Array.from(scores, (score, index) => ({
		logits: logits.subarray(index * plane, (index + 1) * plane),
		score,
		prompt: firstPrompt + Math.floor(index / masksPerPrompt),
	}));
}

/** The part of the logits that the image covers, in cells. */
export function coveredCells(space: DecoderSpace): { readonly columns: number; readonly rows: number } {
	const { width, height, logitScale, columns, rows } = space;
	const cells = (size: number, max: number) => Math.min(max, Math.max(1, Math.ceil(size)));
	return { columns: cells(width * logitScale.x, columns), rows: cells(height * logitScale.y, rows) };
}

/**
 * The smallest rectangle of cells that holds a mask: its first column and row, and those after its last.
 *
 * @param logits float32[rows, columns]; cells beyond the image are ignored
 * @returns undefined for an empty mask
 */
export function maskBounds(
	logits: Float32Array,
	space: DecoderSpace,
):
	| { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
	| undefined {
	const { columns, rows } = coveredCells(space);
	let [left, top, right, bottom] = [columns, rows, 0, 0];
	for (let row = 0; row < rows; row++) {
		const start = row * space.columns;
		for (let column = 0; column < columns; column++) {
			if (logits[start + column]! <= 0) continue;
			if (column < left) left = column;
			if (column >= right) right = column + 1;
			if (row < top) top = row;
			bottom = row + 1;
		}
	}
	return right === 0 ? undefined : { left, top, right, bottom };
}

/**
 * The logit at a point of the image (continuous pixels), bilinear between cell centres and constant beyond the outer
 * ones: what the full-size mask of the same logits holds at that pixel.
 */
export function logitAt(logits: Float32Array, imageX: number, imageY: number, space: DecoderSpace): number {
	const { columns, rows, logitScale: scale } = space;
	const x = Math.min(columns - 1, Math.max(0, imageX * scale.x - 0.5));
	const y = Math.min(rows - 1, Math.max(0, imageY * scale.y - 0.5));
	const x0 = Math.floor(x);
	const y0 = Math.floor(y);
	const x1 = Math.min(columns - 1, x0 + 1);
	const y1 = Math.min(rows - 1, y0 + 1);
	const at = (row: number, column: number) => logits[row * columns + column]!;
	const top = at(y0, x0) + (at(y0, x1) - at(y0, x0)) * (x - x0);
	const bottom = at(y1, x0) + (at(y1, x1) - at(y1, x0)) * (x - x0);
	return top + (bottom - top) * (y - y0);
}

/** The pixel that a point of the image lies in; points beyond the edge belong to the nearest one. */
export function pixelOf(
	point: { readonly x: number; readonly y: number },
	{ width, height }: { readonly width: number; readonly height: number },
): { readonly column: number; readonly row: number } {
	const inside = (at: number, size: number) => Math.min(size - 1, Math.max(0, Math.floor(at)));
	return { column: inside(point.x, width), row: inside(point.y, height) };
}

/** How many of the prompts' points of a kind are on the wrong side of the full-size mask's outline. */
export function missedPoints(
	logits: Float32Array,
	prompts: readonly Prompt[],
	positive: boolean,
	space: DecoderSpace,
): number {
	return prompts.filter((prompt) => {
		if (prompt.type === 'box' || prompt.positive !== positive) return false;
		const { column, row } = pixelOf(prompt, space);
		return logitAt(logits, column + 0.5, row + 0.5, space) > 0 !== positive;
	}).length;
}
