import type { Prompt } from '../../shared/prompt';
import { minShownStability } from '../../shared/thresholds';
import type { DecoderSpace } from './decoderPrompt';
import { coveredCells, type LogitMask, maskBounds } from './logitMask';

/**
 * For a model that always returns all its levels, whether they are in the image or not. Where they are not, the masks
 * have no reliable outline, and those are smoothed. Scores, which say how well a mask fits some object, become scores
 * of how well it fits the prompts.
 */
export function rescoreAndSmooth(
	masks: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): readonly LogitMask[] {
	return masks.map((mask) => {
		const stable = stability(mask.logits, space);
		return {
			...mask,
			score: mask.score * promptFit(mask, stable, prompts, space),
			logits: smoothIfUnstable(mask.logits, stable, space),
		};
	});
}

/** Logits as a mask of this stability is shown. @param logits float32[rows, columns] */
export const smoothIfUnstable = (logits: Float32Array, stable: number, space: DecoderSpace): Float32Array =>
	stable < minShownStability ? smooth(logits, space) : logits;

/**
 * 0 to 1. With a box, how well the mask fills it. A single click is ambiguous, so that the square root of the stability
 * is used: nobody means something without an outline.
 */
function promptFit(
	{ logits }: LogitMask,
	stable: number,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): number {
	const boxes = prompts.filter((prompt) => prompt.type === 'box');
	if (boxes.length === 1) return boxFit(logits, boxes[0]!, space);
	return prompts.length === 1 && boxes.length === 0 ? Math.sqrt(stable) : 1;
}

/**
 * IoU of a mask's bounding box with a box that the user drew; 0 for an empty mask.
 *
 * @param logits float32[rows, columns]
 */
export function boxFit(logits: Float32Array, box: Prompt & { type: 'box' }, space: DecoderSpace): number {
	const bounds = maskBounds(logits, space);
	if (!bounds) return 0;
	const { left, top, right, bottom } = bounds;
	const scale = space.logitScale;
	const [x0, x1] = [box.x0 * scale.x, box.x1 * scale.x].sort((a, b) => a - b) as [number, number];
	const [y0, y1] = [box.y0 * scale.y, box.y1 * scale.y].sort((a, b) => a - b) as [number, number];
	const intersection =
		Math.max(0, Math.min(right, x1) - Math.max(left, x0)) *
		Math.max(0, Math.min(bottom, y1) - Math.max(top, y0));
	const sum = (right - left) * (bottom - top) + (x1 - x0) * (y1 - y0);
	return intersection / (sum - intersection);
}

/** How far SAM's stability score moves the outline, in logits. */
const stabilityOffset = 1;

/**
 * SAM's stability score, 0 to 1: the area above +1 as a part of the area above −1. It is low where small changes of the
 * logits change the mask, and 0 where nothing is above −1.
 *
 * @param logits float32[rows, columns]; cells beyond the image are ignored
 */
export function stability(logits: Float32Array, space: DecoderSpace): number {
	const { columns, rows } = coveredCells(space);
	let inner = 0;
	let outer = 0;
	for (let row = 0; row < rows; row++) {
		const start = row * space.columns;
		for (let at = start; at < start + columns; at++) {
			if (logits[at]! > stabilityOffset) inner++;
			if (logits[at]! > -stabilityOffset) outer++;
		}
	}
	return outer === 0 ? 0 : inner / outer;
}

/** Cells to each side that the mean is taken of. */
const smoothingRadius = 2;

/**
 * Logits without their finest pattern: twice the mean over 5 × 5 cells. It keeps the region of an uncertain mask and
 * removes the frayed outline, which comes from the decoder's grid rather than from the picture.
 *
 * @param logits float32[rows, columns]; cells beyond the image are neither read nor written
 */
export function smooth(logits: Float32Array, space: DecoderSpace): Float32Array {
	const across = new Float32Array(logits.length);
	const smoothed = logits.slice();
	for (let pass = 0; pass < 2; pass++) {
		averageRows(smoothed, across, space);
		averageColumns(across, smoothed, space);
	}
	return smoothed;
}

/** Moving averages along the rows; near their ends, of fewer cells. */
function averageRows(from: Float32Array, to: Float32Array, space: DecoderSpace): void {
	const { columns, rows } = coveredCells(space);
	for (let row = 0; row < rows; row++) {
		const start = row * space.columns;
		let sum = 0;
		let low = 0;
		let high = 0;
		for (let at = 0; at < columns; at++) {
			for (; high < Math.min(columns, at + smoothingRadius + 1); high++) sum += from[start + high]!;
			for (; low < at - smoothingRadius; low++) sum -= from[start + low]!;
			to[start + at] = sum / (high - low);
		}
	}
}

/** The same along the columns, all of them at once: cells of a row lie side by side in memory. */
function averageColumns(from: Float32Array, to: Float32Array, space: DecoderSpace): void {
	const { columns, rows } = coveredCells(space);
	const stride = space.columns;
	const sums = new Float64Array(columns);
	let low = 0;
	let high = 0;
	for (let row = 0; row < rows; row++) {
		for (; high < Math.min(rows, row + smoothingRadius + 1); high++)
			for (let at = 0; at < columns; at++) sums[at]! += from[high * stride + at]!;
		for (; low < row - smoothingRadius; low++)
			for (let at = 0; at < columns; at++) sums[at]! -= from[low * stride + at]!;
		for (let at = 0; at < columns; at++) to[row * stride + at] = sums[at]! / (high - low);
	}
}
