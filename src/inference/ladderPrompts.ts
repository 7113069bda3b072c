import type { Prompt } from '../shared/prompt';
import {
	type DecoderPrompt,
	type DecoderSpace,
	decoderPoints,
	inputScale,
	pointLabels,
} from './decoderPrompt';
import { coveredCells, type LogitMask } from './logitMask';

const padding = { x: 0, y: 0, label: pointLabels.padding };

/** The user's prompts as one decoder prompt. Without a box, SAM wants a point of padding at the end. */
export function firstRound(prompts: readonly Prompt[], space: DecoderSpace): DecoderPrompt {
	const points = prompts.flatMap((prompt) => decoderPoints(prompt, space));
	return prompts.some(({ type }) => type === 'box') ? points : [...points, padding];
}

/** The box of a mask in input pixels, or nothing for an empty one. */
function boxPrompt({ logits }: LogitMask, space: DecoderSpace): DecoderPrompt | undefined {
	const { columns, rows } = coveredCells(space);
	let [x0, y0, x1, y1] = [columns, rows, -1, -1];
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			if (logits[row * space.logitSize + column]! <= 0) continue;
			if (column < x0) x0 = column;
			if (column > x1) x1 = column;
			if (row < y0) y0 = row;
			y1 = row;
		}
	}
	if (x1 < 0) return undefined;
	const cell = space.inputSize / space.logitSize;
	const scale = inputScale(space);
	return [
		{ x: x0 * cell, y: y0 * cell, label: pointLabels.boxStart },
		{
			x: Math.min((x1 + 1) * cell, space.width * scale) - 1,
			y: Math.min((y1 + 1) * cell, space.height * scale) - 1,
			label: pointLabels.boxEnd,
		},
	];
}

/** What to ask after the first masks are known: the same prompts, each time with the box of one of them. */
export function secondRound(
	prompts: readonly Prompt[],
	masks: readonly LogitMask[],
	space: DecoderSpace,
): DecoderPrompt[] {
	if (prompts.some(({ type }) => type === 'box')) return [];
	const points = prompts.flatMap((prompt) => decoderPoints(prompt, space));
	const boxes = masks.map((mask) => boxPrompt(mask, space)).filter((box) => box !== undefined);
	return boxes.map((box) => [...points, ...box]);
}
