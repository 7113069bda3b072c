import type { Prompt } from '../../shared/prompt';
import { iou } from '../mask/bitmap';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { type LogitMask, masksOf } from '../mask/logitMask';
import { candidatePool, type Member } from './candidatePool';
import { firstRound } from './ladderPrompts';
import { type LadderRequest, type LogitLadder, maxLevels, twinIou } from './promptedLadder';

/**
 * The ladder of a model that was trained to give all levels at once: what it says to the prompts as they are, in one
 * call. Rejects with the signal's reason when it is aborted before or during that call.
 */
export async function buildNativeLadder(request: Omit<LadderRequest, 'onFirst'>): Promise<LogitLadder> {
	const { prompts, space, decode, signal } = request;
	signal?.throwIfAborted();
	const masks = masksOf(await decode([firstRound(prompts, space)]), 1, 0, space);
	signal?.throwIfAborted();
	return nativeLevels(masks, prompts, space);
}

/** Which of the levels to show first: the best by score. */
export function firstOf(levels: readonly { readonly score: number }[]): number {
	const scores = levels.map(({ score }) => score);
	return scores.indexOf(Math.max(...scores));
}

/**
 * Those of a model's own masks that obey the prompts, by area; of twins the one with the higher score. First shown is
 * the one that the model thinks best of.
 *
 * @param leastTwin above which IoU two masks are twins
 */
export function nativeLevels(
	masks: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
	leastTwin = twinIou,
): LogitLadder {
	const distinct: Member[] = [];
	const { members } = candidatePool(masks, prompts, space);
	for (const member of members.toSorted((a, b) => b.score - a.score)) {
		if (distinct.length === maxLevels) break;
		if (distinct.every(({ bitmap }) => iou(bitmap, member.bitmap) <= leastTwin)) distinct.push(member);
	}
	distinct.sort((a, b) => a.bitmap.area - b.bitmap.area);
	return {
		levels: distinct.map(({ logits, score, prompt }) => ({ logits, score, prompt })),
		first: firstOf(distinct),
	};
}
