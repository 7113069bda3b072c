import type { Prompt } from '../../shared/prompt';
import { iouThresholds } from '../../shared/thresholds';
import type { Likelihoods } from '../mask/likelihoods';
import { coveredCells } from '../mask/logitMask';
import { smoothIou } from '../mask/smoothIou';
import { askDecoder, askPlainly } from './askDecoder';
import { byArea, candidatePool, type Member } from './candidatePool';
import { coveringSet } from './coveringSet';
import { gapPrompts } from './ladderPrompts';
import { type LadderRequest, type LogitLadder, maxLevels } from './ladderRequest';
import { maskFigures } from './maskFigures';
import { distinctLevels, nativeLevels } from './nativeLadder';

/** A level by which the IoU to be expected of the best one grows by less than this is not offered. */
const minGain = 0.004;
/** One that has less IoU with its own smoothing is frayed, and not offered; a smaller one is all outline. */
const minSmoothIou = 0.9;
const minFrayedCells = 25;

/** What a model that has learned which masks are meant is asked about one positive point. */
type LikelyRequest = LadderRequest & {
	readonly likelihoods: Likelihoods;
	readonly click: Prompt & { readonly type: 'point' };
};

/**
 * The levels of a click by what is likely to be meant: as many of the masks as raise the IoU to be expected of the best
 * one, without frayed ones. What is shown first is the best of the model's own masks by its scores, before any other is
 * asked for, frayed or not: which one of all is meant depends too much on what people do with it (docs/levels.md).
 * Rejects with the signal's reason when it is aborted between two calls.
 */
export async function buildLikelyLadder(request: LikelyRequest): Promise<LogitLadder> {
	const { prompts, space, decode, click, likelihoods, secondOpinion, onFirst } = request;
	const own = await askPlainly(request, decode, 'own');
	const native = nativeLevels(own, prompts, space);
	const first = native.levels[native.first];
	if (first) onFirst?.(first);
	const apart = distinctLevels(native.found, iouThresholds.noGap);
	const batch = gapPrompts(prompts, apart, space, ['positive']);
	const gaps = batch.length > 0 ? await askDecoder(request, decode, batch, 'gap', 1) : [];
	const second = secondOpinion ? await askPlainly(request, secondOpinion, 'second', 1 + batch.length) : [];
	const pool = candidatePool([...own, ...gaps, ...second], prompts, space);
	const { members } = pool;
	if (members.length === 0) return { levels: [], first: -1, found: [] };
	const weights = await likelihoods(maskFigures(pool, click, space), members.length);
	const best = members.findIndex(({ logits }) => logits === first?.logits);
	const shown = best < 0 ? indexOfMost(weights) : best;
	const cells = coveredCells(space);
	const isOffered = ({ bitmap }: Member) =>
		bitmap.area < minFrayedCells || smoothIou(bitmap, cells) >= minSmoothIou;
	const coverage = { weights, similarity: pool.iou, minGain, isOffered };
	const chosen = coveringSet(pool, coverage, prompts, space, maxLevels, [shown]).sort((a, b) =>
		byArea(a.level, b.level),
	);
	return {
		levels: chosen.map(({ level }) => level),
		first: chosen.findIndex(({ index }) => index === shown),
		found: members,
	};
}

function indexOfMost(values: ArrayLike<number>): number {
	let most = 0;
	for (let at = 1; at < values.length; at++) if (values[at]! > values[most]!) most = at;
	return most;
}
