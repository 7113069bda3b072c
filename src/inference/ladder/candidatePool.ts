import type { Prompt } from '../../shared/prompt';
import { type Bitmap, bitmapOf, intersectionArea } from '../mask/bitmap';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells, type LogitMask, missedPoints } from '../mask/logitMask';

export interface Member extends LogitMask {
	readonly bitmap: Bitmap;
	/** How much of the image's edge it covers, 0 to 1. */
	readonly edge: number;
}

const leastWeight = 0.01;

/** What a mask counts: its score, which can fall below zero. */
export const weightOf = ({ score }: Pick<LogitMask, 'score'>): number => Math.max(leastWeight, score);

/** All masks that may go into a ladder, with what they have in common. */
export interface CandidatePool {
	readonly members: readonly Member[];
	/** float64[members, members] */
	readonly iou: Float64Array;
	/** float64[members, members]: how much of the smaller one lies in the larger, 0 to 1. */
	readonly nesting: Float64Array;
}

/** A mask in a box has at least this part of itself there. */
export const leastInBox = 0.5;

/** How much of a mask lies in a box of the prompts, 0 to 1. */
function partInBox({ words, area }: Bitmap, prompt: Prompt & { type: 'box' }, space: DecoderSpace): number {
	const { columns, rows } = coveredCells(space);
	const scale = space.logitScale;
	const [left, right] = [prompt.x0, prompt.x1].map((x) => x * scale.x).sort((a, b) => a - b);
	const [top, bottom] = [prompt.y0, prompt.y1].map((y) => y * scale.y).sort((a, b) => a - b);
	const wordsPerRow = (columns + 31) >>> 5;
	let inside = 0;
	for (let row = Math.max(0, Math.floor(top!)); row < Math.min(rows, bottom!); row++) {
		for (let column = Math.max(0, Math.floor(left!)); column < Math.min(columns, right!); column++) {
			inside += (words[row * wordsPerRow + (column >>> 5)]! >>> (column & 31)) & 1;
		}
	}
	return inside / area;
}

/**
 * Those of `masks` that may be offered for the prompts: all positive points inside and, as far as any mask manages
 * that, all negative ones outside.
 */
export function obeying<T extends LogitMask>(
	masks: readonly T[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): T[] {
	const containing = masks.filter(({ logits }) => missedPoints(logits, prompts, true, space) === 0);
	const missed = containing.map(({ logits }) => missedPoints(logits, prompts, false, space));
	const fewest = Math.min(...missed);
	return containing.filter((_, index) => missed[index] === fewest);
}

/** The mean over the image's four sides of how much of each is inside. */
function partOfEdge(logits: Float32Array, space: DecoderSpace): number {
	const { columns, rows } = coveredCells(space);
	const stride = space.columns;
	let along = 0;
	for (let column = 0; column < columns; column++) {
		if (logits[column]! > 0) along++;
		if (logits[(rows - 1) * stride + column]! > 0) along++;
	}
	let down = 0;
	for (let row = 0; row < rows; row++) {
		if (logits[row * stride]! > 0) down++;
		if (logits[row * stride + columns - 1]! > 0) down++;
	}
	return (along / columns + down / rows) / 4;
}

export function memberOf(mask: LogitMask, space: DecoderSpace): Member {
	const { columns, rows } = coveredCells(space);
	const bitmap = bitmapOf(mask.logits, space.columns, columns, rows);
	return { ...mask, bitmap, edge: partOfEdge(mask.logits, space) };
}

/** The masks that may be offered for the prompts, compared with each other. */
export function candidatePool(
	masks: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): CandidatePool {
	const boxes = prompts.filter((prompt) => prompt.type === 'box');
	const members = obeying(masks, prompts, space)
		.map((mask) => memberOf(mask, space))
		.filter(({ bitmap }) => bitmap.area > 0)
		.filter(({ bitmap }) => boxes.every((box) => partInBox(bitmap, box, space) >= leastInBox));
	const count = members.length;
	const iou = new Float64Array(count * count);
	const nesting = new Float64Array(count * count);
	for (let i = 0; i < count; i++) {
		for (let j = i; j < count; j++) {
			const [a, b] = [members[i]!.bitmap, members[j]!.bitmap];
			const common = intersectionArea(a, b);
			iou[i * count + j] = iou[j * count + i] = common / (a.area + b.area - common);
			nesting[i * count + j] = nesting[j * count + i] = common / Math.min(a.area, b.area);
		}
	}
	return { members, iou, nesting };
}
