import type { Prompt } from '../../shared/prompt';
import { bitmapOf, subtract } from '../mask/bitmap';
import {
	type DecoderPoint,
	type DecoderPrompt,
	type DecoderSpace,
	decoderPoints,
	pointLabels,
	type Scale,
} from '../mask/decoderPrompt';
import { deepestCell } from '../mask/deepestCell';
import { coveredCells, type LogitMask } from '../mask/logitMask';

/** Left, top, right and bottom of a box in input pixels. */
type InputBox = readonly [number, number, number, number];

const padding: DecoderPoint = { x: 0, y: 0, label: pointLabels.padding };

/** Half-sides, in input pixels, of boxes around a click that know nothing of the image: a part's and a whole's. */
const blindBoxes = [51, 205];
/** How far from a click, in input pixels along both axes, the same thing is clicked again. */
const nearby = 12;
/** By how much of its side a user's box is moved outward and inward. */
const boxSteps = [0.1, -0.1];

/** The user's prompts as one decoder prompt. Without a box, SAM wants a point of padding at the end. */
export function firstRound(prompts: readonly Prompt[], space: DecoderSpace): DecoderPrompt {
	const points = prompts.flatMap((prompt) => decoderPoints(prompt, space));
	return prompts.some(({ type }) => type === 'box') ? points : [...points, padding];
}

/**
 * What to ask once the first masks are known: batches, each of prompts of one length. Large ones are quicker, small
 * ones give way to a newer click sooner.
 *
 * @param masks SAM's masks for the prompts as they are
 */
export function laterRounds(
	prompts: readonly Prompt[],
	masks: readonly LogitMask[],
	space: DecoderSpace,
): DecoderPrompt[][] {
	const points = prompts.flatMap((prompt) => decoderPoints(prompt, space));
	const within = (boxes: readonly InputBox[]) => boxes.map((box) => [...points, ...corners(box)]);
	const box = prompts.find((prompt) => prompt.type === 'box');
	if (box) return [boxSteps.map((step) => replaceBox(prompts, box, step, space))];
	const fitted = masks.map((mask) => boxOf(mask, space)).filter((found) => found !== undefined);
	if (points.length > 1) return [within(fitted)];
	const [click] = points as [DecoderPoint];
	return [
		within([...fitted, ...blindBoxes.map((half) => around(click, half, space))]),
		gapRound(prompts, masks, space),
		clicksNearby(click, space).map((again) => [again, padding]),
	];
}

/** One click, and for each two masks that follow each other in size: what the larger one has more is not meant, or is. */
export function gapRound(
	prompts: readonly Prompt[],
	masks: readonly LogitMask[],
	space: DecoderSpace,
): DecoderPrompt[] {
	const points = prompts.flatMap((prompt) => decoderPoints(prompt, space));
	const rests = heartsOfRests(masks, space);
	const withRests = (label: number) => rests.map((rest) => [...points, { ...rest, label }, padding]);
	return [...withRests(pointLabels.negative), ...withRests(pointLabels.positive)];
}

/** The same thing clicked again, a little beside. */
function clicksNearby(click: DecoderPoint, space: DecoderSpace): DecoderPoint[] {
	return [1, -1].map((side) => inside(click, -side * nearby, side * nearby, space));
}

/**
 * For each two masks that follow each other in size: where one would click to mean what only the larger one has. Said
 * to be meant or not, it asks for the larger thing or the smaller one.
 */
function heartsOfRests(masks: readonly LogitMask[], space: DecoderSpace): Omit<DecoderPoint, 'label'>[] {
	const covered = coveredCells(space);
	const bitmaps = masks
		.map(({ logits }) => bitmapOf(logits, space.columns, covered.columns, covered.rows))
		.sort((a, b) => a.area - b.area);
	const step = cellSize(space);
	const centre = (at: number, size: number) => at * size + (size - 1) / 2;
	return bitmaps
		.slice(1)
		.map((larger, index) => deepestCell(subtract(larger, bitmaps[index]!), covered))
		.filter((cell) => cell !== undefined)
		.map(({ column, row }) => ({ x: centre(column, step.x), y: centre(row, step.y) }));
}

const corners = ([left, top, right, bottom]: InputBox): DecoderPoint[] => [
	{ x: left, y: top, label: pointLabels.boxStart },
	{ x: right, y: bottom, label: pointLabels.boxEnd },
];

/** The last input pixels that the image covers. */
function lastPixels(space: DecoderSpace): { readonly right: number; readonly bottom: number } {
	const { width, height, inputScale } = space;
	return { right: width * inputScale.x - 1, bottom: height * inputScale.y - 1 };
}

/** Input pixels per cell of logits. */
const cellSize = ({ inputScale, logitScale }: DecoderSpace): Scale => ({
	x: inputScale.x / logitScale.x,
	y: inputScale.y / logitScale.y,
});

function inside(click: DecoderPoint, along: number, down: number, space: DecoderSpace): DecoderPoint {
	const { right, bottom } = lastPixels(space);
	const x = Math.max(0, Math.min(right, click.x + along));
	const y = Math.max(0, Math.min(bottom, click.y + down));
	return { ...click, x, y };
}

function around(click: DecoderPoint, half: number, space: DecoderSpace): InputBox {
	const start = inside(click, -half, -half, space);
	const end = inside(click, half, half, space);
	return [start.x, start.y, end.x, end.y];
}

/** The box of a mask, or nothing for an empty one. */
function boxOf({ logits }: LogitMask, space: DecoderSpace): InputBox | undefined {
	const { columns, rows } = coveredCells(space);
	let [left, top, right, bottom] = [columns, rows, -1, -1];
	for (let row = 0; row < rows; row++) {
		const start = row * space.columns;
		for (let column = 0; column < columns; column++) {
			if (logits[start + column]! <= 0) continue;
			if (column < left) left = column;
			if (column > right) right = column;
			if (row < top) top = row;
			bottom = row;
		}
	}
	if (right < 0) return undefined;
	const cell = cellSize(space);
	const last = lastPixels(space);
	const end = (at: number, size: number, limit: number) => Math.min((at + 1) * size - 1, limit);
	return [left * cell.x, top * cell.y, end(right, cell.x, last.right), end(bottom, cell.y, last.bottom)];
}

function replaceBox(
	prompts: readonly Prompt[],
	box: Prompt & { type: 'box' },
	step: number,
	space: DecoderSpace,
): DecoderPrompt {
	const along = (box.x1 - box.x0) * step;
	const down = (box.y1 - box.y0) * step;
	const moved = { ...box, x0: box.x0 - along, y0: box.y0 - down, x1: box.x1 + along, y1: box.y1 + down };
	return firstRound(
		prompts.map((prompt) => (prompt === box ? moved : prompt)),
		space,
	);
}
