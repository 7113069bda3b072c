import type { Prompt } from '../../shared/prompt';
import { bitmapOf, subtract } from '../mask/bitmap';
import {
	type DecoderPoint,
	type DecoderPrompt,
	type DecoderSpace,
	decoderPoints,
	padded,
	pointLabels,
	type Scale,
	userPrompt,
} from '../mask/decoderPrompt';
import { deepestCell } from '../mask/deepestCell';
import { coveredCells, type LogitMask, maskBounds } from '../mask/logitMask';

/** Left, top, right and bottom of a box in input pixels. */
type InputBox = readonly [number, number, number, number];

/** Half-sides, in input pixels, of two boxes around a click that do not depend on the image: for a part and a whole. */
const fixedBoxes = [51, 205];
/** The distance of the repeated clicks from a click, in input pixels along both axes. */
const repeatDistance = 12;
/** The parts of its sides by which the user's box is enlarged. */
const boxGrowth = [0.1, -0.1];

/**
 * The prompts to decode once the first masks are known, in batches of prompts of the same length. Large batches are
 * faster, small ones let a newer click through sooner.
 *
 * @param masks the model's masks for the user's prompts
 */
export function followUpPrompts(
	prompts: readonly Prompt[],
	masks: readonly LogitMask[],
	space: DecoderSpace,
): DecoderPrompt[][] {
	const points = prompts.flatMap((prompt) => decoderPoints(prompt, space));
	const within = (boxes: readonly InputBox[]) => boxes.map((box) => [...points, ...corners(box)]);
	const box = prompts.find((prompt) => prompt.type === 'box');
	if (box) return [boxGrowth.map((growth) => withGrownBox(prompts, box, growth, space))];
	const fitted = masks.map((mask) => boxOf(mask, space)).filter((found) => found !== undefined);
	if (points.length > 1) return [within(fitted)];
	const [click] = points as [DecoderPoint];
	return [
		within([...fitted, ...fixedBoxes.map((half) => boxAround(click, half, space))]),
		gapPrompts(prompts, masks, space),
		repeatedClicks(click, space).map((repeated) => padded([repeated])),
	];
}

/**
 * The user's points and, for each two masks that are neighbours in size, one more in what only the larger one has: as a
 * negative point it asks for the smaller object, as a positive one for the larger.
 */
export function gapPrompts(
	prompts: readonly Prompt[],
	masks: readonly LogitMask[],
	space: DecoderSpace,
	kinds: readonly ('negative' | 'positive')[] = ['negative', 'positive'],
): DecoderPrompt[] {
	const points = prompts.flatMap((prompt) => decoderPoints(prompt, space));
	const gaps = gapPoints(masks, space);
	return kinds.flatMap((kind) =>
		gaps.map((gap) => padded([...points, { ...gap, label: pointLabels[kind] }])),
	);
}

/** The same object clicked again, next to the click. */
function repeatedClicks(click: DecoderPoint, space: DecoderSpace): DecoderPoint[] {
	return [1, -1].map((side) => moved(click, -side * repeatDistance, side * repeatDistance, space));
}

/** For each two masks that are neighbours in size, the point deepest inside what only the larger one has. */
function gapPoints(masks: readonly LogitMask[], space: DecoderSpace): Omit<DecoderPoint, 'label'>[] {
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

/** The coordinates of the last input pixels that the image covers. */
function lastPixels(space: DecoderSpace): { readonly right: number; readonly bottom: number } {
	const { width, height, inputScale } = space;
	return { right: width * inputScale.x - 1, bottom: height * inputScale.y - 1 };
}

/** Input pixels per cell of logits. */
const cellSize = ({ inputScale, logitScale }: DecoderSpace): Scale => ({
	x: inputScale.x / logitScale.x,
	y: inputScale.y / logitScale.y,
});

/** A point moved by some input pixels, but not out of the image. */
function moved(click: DecoderPoint, along: number, down: number, space: DecoderSpace): DecoderPoint {
	const { right, bottom } = lastPixels(space);
	const x = Math.max(0, Math.min(right, click.x + along));
	const y = Math.max(0, Math.min(bottom, click.y + down));
	return { ...click, x, y };
}

function boxAround(click: DecoderPoint, half: number, space: DecoderSpace): InputBox {
	const start = moved(click, -half, -half, space);
	const end = moved(click, half, half, space);
	return [start.x, start.y, end.x, end.y];
}

/** The bounding box of a mask, or undefined for an empty one. */
function boxOf({ logits }: LogitMask, space: DecoderSpace): InputBox | undefined {
	const bounds = maskBounds(logits, space);
	if (!bounds) return undefined;
	const { left, top, right, bottom } = bounds;
	const cell = cellSize(space);
	const last = lastPixels(space);
	const end = (at: number, size: number, limit: number) => Math.min(at * size - 1, limit);
	return [left * cell.x, top * cell.y, end(right, cell.x, last.right), end(bottom, cell.y, last.bottom)];
}

/** @param growth the part of the box's sides that is added at each of its edges; negative values shrink it */
function withGrownBox(
	prompts: readonly Prompt[],
	box: Prompt & { type: 'box' },
	growth: number,
	space: DecoderSpace,
): DecoderPrompt {
	const along = (box.x1 - box.x0) * growth;
	const down = (box.y1 - box.y0) * growth;
	const grown = { ...box, x0: box.x0 - along, y0: box.y0 - down, x1: box.x1 + along, y1: box.y1 + down };
	return userPrompt(
		prompts.map((prompt) => (prompt === box ? grown : prompt)),
		space,
	);
}
