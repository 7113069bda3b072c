import type { Ladder } from '../../shared/candidate';
import { fillPolygons } from '../../shared/mask/polygonFill';
import { area, containsPixel, type RunLengths } from '../../shared/mask/runLengths';
import { containment, subtract, union } from '../../shared/mask/setOperations';
import type { Prompt } from '../../shared/prompt';
import { fullSizeMask } from '../mask/fullSizeMask';
import { masksOf, pixelOf } from '../mask/logitMask';
import { leastInBox } from './candidatePool';
import { candidateOf, distinctByArea, type ScoredMask } from './fullSizeLadder';
import { firstRound } from './ladderPrompts';
import { firstOf } from './nativeLadder';
import { type LadderRequest, maxLevels } from './promptedLadder';

/**
 * The ladder of several prompts from a model that takes one positive point or box at a time: each is asked by itself,
 * in one call, and the masks are combined at image size. What holds all positive points stands as it is, and the levels
 * of several prompts are joined, finest with finest; from what holds a negative point, the largest mask of that place
 * which leaves the positive ones alone is taken away, if there is one.
 */
export async function buildCombinedLadder(request: Omit<LadderRequest, 'onFirst'>): Promise<Ladder> {
	const { prompts, space, decode, signal } = request;
	signal?.throwIfAborted();
	const asked = prompts.map((prompt) => firstRound([asPositive(prompt)], space));
	const said = masksOf(await decode(asked), prompts.length, 0, space);
	signal?.throwIfAborted();
	const masks = said.map(({ logits, score, prompt }) => ({
		mask: fullSizeMask(logits, [asPositive(prompts[prompt]!)], space),
		score,
		prompt,
	}));
	const answers = prompts.map((prompt, index) => ({
		prompt,
		masks: distinctByArea(byScore(masks.filter((mask) => mask.prompt === index))),
	}));
	const wanted = answers.filter(({ prompt }) => !isNegative(prompt)).map(({ masks }) => masks);
	let pool = [...wanted.flat(), ...joined(wanted)];
	for (const { prompt, masks } of answers) {
		if (!isNegative(prompt)) continue;
		const taken = masks.findLast(({ mask }) => holds(mask, prompt) && sparesAll(mask, prompts));
		if (!taken) continue;
		pool = pool.map(({ mask, score }) => ({
			mask: holds(mask, prompt) ? subtract(mask, taken.mask) : mask,
			score,
		}));
	}
	const distinct = distinctByArea(byScore(obeying(pool, prompts)));
	const kept = distinctByArea(byScore(distinct).slice(0, maxLevels));
	return {
		candidates: kept.map((level, index) => candidateOf(level, index + 1)),
		first: firstOf(kept),
	};
}

type Point = Prompt & { readonly type: 'point' };

const isPoint = (prompt: Prompt): prompt is Point => prompt.type === 'point';
const isNegative = (prompt: Prompt): prompt is Point => isPoint(prompt) && !prompt.positive;
const isPositive = (prompt: Prompt): prompt is Point => isPoint(prompt) && prompt.positive;

const asPositive = (prompt: Prompt): Prompt => (isPoint(prompt) ? { ...prompt, positive: true } : prompt);

const byScore = <T extends ScoredMask>(masks: readonly T[]): T[] =>
	masks.toSorted((a, b) => b.score - a.score);

function holds(mask: RunLengths, point: Point): boolean {
	const { column, row } = pixelOf(point, mask);
	return containsPixel(mask, column, row);
}

const sparesAll = (mask: RunLengths, prompts: readonly Prompt[]): boolean =>
	!prompts.filter(isPositive).some((point) => holds(mask, point));

/** The union of each prompt's mask of one rank, for all ranks; nothing where there is one prompt only. */
function joined(answers: readonly (readonly ScoredMask[])[]): ScoredMask[] {
	const ranks = answers.length > 1 ? Math.min(...answers.map(({ length }) => length)) : 0;
	return Array.from({ length: ranks }, (_, rank) =>
		answers
			.map((masks) => masks[rank]!)
			.reduce((a, b) => ({ mask: union(a.mask, b.mask), score: Math.min(a.score, b.score) })),
	);
}

/** Those that hold all positive points, lie mostly in the boxes and, as far as any does, hold no negative point. */
function obeying(masks: readonly ScoredMask[], prompts: readonly Prompt[]): ScoredMask[] {
	const fitting = masks.filter(
		({ mask }) =>
			area(mask) > 0 &&
			prompts.filter(isPositive).every((point) => holds(mask, point)) &&
			prompts.every((prompt) => isPoint(prompt) || containment(mask, boxMask(prompt, mask)) >= leastInBox),
	);
	const missed = fitting.map(({ mask }) => prompts.filter((p) => isNegative(p) && holds(mask, p)).length);
	const fewest = Math.min(...missed);
	return fitting.filter((_, index) => missed[index] === fewest);
}

function boxMask({ x0, y0, x1, y1 }: Prompt & { readonly type: 'box' }, { width, height }: RunLengths) {
	return fillPolygons([[x0, y0, x1, y0, x1, y1, x0, y1]], width, height);
}
