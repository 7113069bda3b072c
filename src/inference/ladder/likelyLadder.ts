import type { Prompt } from '../../shared/prompt';
import { iouThresholds } from '../../shared/thresholds';
import type { Likelihoods } from '../mask/likelihoods';
import { askDecoder, askPlainly } from './askDecoder';
import { byArea, candidatePool } from './candidatePool';
import { coveringSet } from './coveringSet';
import { gapPrompts } from './ladderPrompts';
import { indexOfBest, type LadderRequest, type LogitLadder, maxLevels } from './ladderRequest';
import { maskFigures } from './maskFigures';
import { distinctLevels, nativeLevels } from './nativeLadder';

/** A level by which the IoU to be expected of the best one grows by less than this is not offered. */
const minGain = 0.004;

/** What a model that has learned which masks are meant is asked about one positive point. */
type LikelyRequest = LadderRequest & {
	readonly likelihoods: Likelihoods;
	readonly click: Prompt & { readonly type: 'point' };
};

/**
 * The levels of a click by what is likely to be meant: as many of the masks as raise the IoU to be expected of the best
 * one. What is shown first is the best of the model's own masks by its scores, before any other is asked for: which one
 * of all is meant depends too much on what people do with it (docs/levels.md). Rejects with the signal's reason when it
 * is aborted between two calls.
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
	const shown = members.findIndex(({ logits }) => logits === first?.logits);
	const coverage = { weights, similarity: pool.iou, minGain };
	const chosen = coveringSet(pool, coverage, prompts, space, maxLevels, shown < 0 ? [] : [shown]).sort(
		(a, b) => byArea(a.level, b.level),
	);
	return {
		levels: chosen.map(({ level }) => level),
		first:
			shown < 0
				? indexOfBest(chosen.map(({ level }) => level))
				: chosen.findIndex(({ index }) => index === shown),
		found: members,
	};
}
