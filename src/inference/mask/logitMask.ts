import type { Prompt } from '../../shared/prompt';
import type { Decoded, DecoderSpace } from './decoderPrompt';

/** A mask at the decoder's resolution: above zero is inside. */
export interface LogitMask {
	/** float32[rows, columns]; what lies right of and below the image is not looked at. */
	readonly logits: Float32Array;
	/** The model's estimate of the mask's IoU with what was meant. */
	readonly score: number;
	/** Which of the prompts it answers: masks that one prompt gave are no evidence for each other. */
	readonly prompt: number;
}

/** What the decoder said to a batch of prompts, mask by mask; the first of the prompts is number `firstPrompt`. */
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
	const cells = (size: number, most: number) => Math.min(most, Math.max(1, Math.ceil(size)));
	return { columns: cells(width * logitScale.x, columns), rows: cells(height * logitScale.y, rows) };
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
