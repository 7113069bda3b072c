import type { Prompt } from '../../shared/prompt';
import { minPartInBox } from '../../shared/thresholds';
import { type Bitmap, bitmapOf, intersectionArea } from '../mask/bitmap';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells, type LogitMask, missedPoints } from '../mask/logitMask';

/** A mask that may become a level, with what it is compared by. */
export type Member<T extends LogitMask = LogitMask> = T & {
	readonly bitmap: Bitmap;
	/** The part of the image's edge that it covers, 0 to 1. */
	readonly edge: number;
};

const minWeight = 0.01;

/** The weight of a mask: its score, which can be below zero. */
export const weightOf = ({ score }: Pick<LogitMask, 'score'>): number => Math.max(minWeight, score);

/** A copy with the highest score first. */
export const sortByScore = <T extends { readonly score: number }>(masks: readonly T[]): T[] =>
	masks.toSorted((a, b) => b.score - a.score);

/** Compares masks by area, the smallest first. */
export const byArea = (a: Member, b: Member): number => a.bitmap.area - b.bitmap.area;

/** All masks that may become levels, and how they overlap. */
export interface CandidatePool<T extends LogitMask = LogitMask> {
	readonly members: readonly Member<T>[];
	/** float64[members, members] */
	readonly iou: Float64Array;
	/** float64[members, members]: the part of the smaller one that is inside the larger one, 0 to 1. */
	readonly nesting: Float64Array;
}

/** The part of a mask that is inside a box of the prompts, 0 to 1. */
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

/** The masks that contain all positive points of the prompts, and as few negative ones as any of those does. */
export function consistentMasks<T extends LogitMask>(
	masks: readonly T[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): T[] {
	const containing = masks.filter(({ logits }) => missedPoints(logits, prompts, true, space) === 0);
	const missed = containing.map(({ logits }) => missedPoints(logits, prompts, false, space));
	const fewest = Math.min(...missed);
	return containing.filter((_, index) => missed[index] === fewest);
}

/** The mean over the four sides of the image of the part of each that is inside the mask. */
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

export function memberOf<T extends LogitMask>(mask: T, space: DecoderSpace): Member<T> {
	const { columns, rows } = coveredCells(space);
	const bitmap = bitmapOf(mask.logits, space.columns, columns, rows);
	return { ...mask, bitmap, edge: partOfEdge(mask.logits, space) };
}

/** The masks that are consistent with the prompts, compared with each other. */
export function candidatePool<T extends LogitMask>(
	masks: readonly T[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): CandidatePool<T> {
	const boxes = prompts.filter((prompt) => prompt.type === 'box');
	const members = consistentMasks(masks, prompts, space)
		.map((mask) => memberOf(mask, space))
		.filter(({ bitmap }) => bitmap.area > 0)
		.filter(({ bitmap }) => boxes.every((box) => partInBox(bitmap, box, space) >= minPartInBox));
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
