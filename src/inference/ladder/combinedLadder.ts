import type { Candidate, Ladder } from '../../shared/candidate';
import { fillPolygons } from '../../shared/mask/polygonFill';
import { area, containsPixel, type RunLengths } from '../../shared/mask/runLengths';
import { containment, subtract, union } from '../../shared/mask/setOperations';
import type { Prompt } from '../../shared/prompt';
import { minPartInBox } from '../../shared/thresholds';
import { userPrompt } from '../mask/decoderPrompt';
import { fullSizeMask } from '../mask/fullSizeMask';
import { masksOf, pixelOf } from '../mask/logitMask';
import { sortByScore } from './candidatePool';
import { distinctByArea, type FullSizeMask, toCandidate } from './fullSizeLadder';
import { indexOfBest, type LadderRequest, maxLevels } from './ladderRequest';

/**
 * The levels of several prompts from a model that takes one positive point or box at a time: all prompts are decoded
 * in one call, and their masks are combined at image size. Masks that contain all positive points stay as they are, and
 * the levels of several prompts are united, finest with finest. From masks that contain a negative point, the largest
 * mask of that point is subtracted that contains no positive one, if there is one.
 */
export async function buildCombinedLadder(request: LadderRequest<Candidate>): Promise<Ladder> {
	const { prompts, space, decode, signal } = request;
	signal?.throwIfAborted();
	const batch = prompts.map((prompt) => userPrompt([asPositive(prompt)], space));
	const decoded = masksOf(await decode(batch), prompts.length, 0, space);
	signal?.throwIfAborted();
	const masks = decoded.map((one) => ({
		...one,
		mask: fullSizeMask(one.logits, [asPositive(prompts[one.prompt]!)], space),
	}));
	const byPrompt = prompts.map((prompt, index) => ({
		prompt,
		masks: distinctByArea(sortByScore(masks.filter((mask) => mask.prompt === index))),
	}));
	const positive = byPrompt.filter(({ prompt }) => !isNegative(prompt)).map(({ masks }) => masks);
	let pool: FullSizeMask[] = [...positive.flat(), ...uniteLevels(positive)];
	for (const { prompt, masks } of byPrompt) {
		if (!isNegative(prompt)) continue;
		const excluded = masks.findLast(
			({ mask }) => contains(mask, prompt) && containsNoPositive(mask, prompts),
		);
		if (!excluded) continue;
		pool = pool.map((one) => ({
			...one,
			mask: contains(one.mask, prompt) ? subtract(one.mask, excluded.mask) : one.mask,
		}));
	}
	const distinct = distinctByArea(sortByScore(consistentMasks(pool, prompts)));
	const levels = distinctByArea(sortByScore(distinct).slice(0, maxLevels));
	return {
		candidates: levels.map((level, index) => toCandidate(level, index + 1)),
		first: indexOfBest(levels),
	};
}

type Point = Prompt & { readonly type: 'point' };

const isPoint = (prompt: Prompt): prompt is Point => prompt.type === 'point';
const isNegative = (prompt: Prompt): prompt is Point => isPoint(prompt) && !prompt.positive;
const isPositive = (prompt: Prompt): prompt is Point => isPoint(prompt) && prompt.positive;

const asPositive = (prompt: Prompt): Prompt => (isPoint(prompt) ? { ...prompt, positive: true } : prompt);

function contains(mask: RunLengths, point: Point): boolean {
	const { column, row } = pixelOf(point, mask);
	return containsPixel(mask, column, row);
}

const containsNoPositive = (mask: RunLengths, prompts: readonly Prompt[]): boolean =>
	!prompts.filter(isPositive).some((point) => contains(mask, point));

/** The union of the prompts' masks of each level, as far as all have one; nothing where there is only one prompt. */
function uniteLevels(masksByPrompt: readonly (readonly FullSizeMask[])[]): FullSizeMask[] {
	const levels = masksByPrompt.length > 1 ? Math.min(...masksByPrompt.map(({ length }) => length)) : 0;
	return Array.from({ length: levels }, (_, level) =>
		masksByPrompt
			.map((masks) => masks[level]!)
			.reduce((a, b) => ({ mask: union(a.mask, b.mask), score: Math.min(a.score, b.score) })),
	);
}

/**
 * The masks that contain all positive points, lie mostly inside the boxes and contain as few negative points as any of
 * them does.
 */
function consistentMasks(masks: readonly FullSizeMask[], prompts: readonly Prompt[]): FullSizeMask[] {
	const fitting = masks.filter(
		({ mask }) =>
			area(mask) > 0 &&
			prompts.filter(isPositive).every((point) => contains(mask, point)) &&
			prompts.every((prompt) => isPoint(prompt) || containment(mask, boxMask(prompt, mask)) >= minPartInBox),
	);
	const missed = fitting.map(({ mask }) => prompts.filter((p) => isNegative(p) && contains(mask, p)).length);
	const fewest = Math.min(...missed);
	return fitting.filter((_, index) => missed[index] === fewest);
}

function boxMask({ x0, y0, x1, y1 }: Prompt & { readonly type: 'box' }, { width, height }: RunLengths) {
	return fillPolygons([[x0, y0, x1, y0, x1, y1, x0, y1]], width, height);
}
