import type { Prompt } from '../shared/prompt';
import { iou } from './bitmap';
import { candidatePool, type Member } from './candidatePool';
import type { Decode, DecoderSpace } from './decoderPrompt';
import { type LadderRequest, type LogitLadder, maxLevels, twinIou } from './ladder';
import { firstRound } from './ladderPrompts';
import { type LogitMask, masksOf } from './logitMask';

export interface CorrectionRequest extends Omit<LadderRequest, 'preferredLevel'> {
	/** `decode` of a model that has been told the mask which the prompts correct. */
	readonly told: Decode;
}

/**
 * The ladder of prompts that correct a mask: what the model makes of that mask comes first, and what it says to the
 * prompts alone gives the other levels. Rejects with the signal's reason when it is aborted between two calls.
 */
export async function buildCorrectedLadder(request: CorrectionRequest): Promise<LogitLadder> {
	const { prompts, space, decode, told, onFirst, signal } = request;
	const asked = [firstRound(prompts, space)];
	signal?.throwIfAborted();
	const corrected = masksOf(await told(asked), 1, 0, space);
	const [best] = ranked(corrected, prompts, space);
	if (best) onFirst?.(best);
	signal?.throwIfAborted();
	const anew = masksOf(await decode(asked), 1, 1, space);
	signal?.throwIfAborted();
	return correctedLevels(corrected, anew, prompts, space);
}

/** The best correction first, then those and the others that differ, by score; as a ladder, by area. */
function correctedLevels(
	corrected: readonly LogitMask[],
	anew: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): LogitLadder {
	const distinct: Member[] = [];
	for (const member of [...ranked(corrected, prompts, space), ...ranked(anew, prompts, space)]) {
		if (distinct.length === maxLevels) break;
		if (distinct.every(({ bitmap }) => iou(bitmap, member.bitmap) <= twinIou)) distinct.push(member);
	}
	const [first] = distinct;
	const levels = distinct.toSorted((a, b) => a.bitmap.area - b.bitmap.area);
	return {
		levels: levels.map(({ logits, score, prompt }) => ({ logits, score, prompt })),
		first: first ? levels.indexOf(first) : -1,
	};
}

const ranked = (masks: readonly LogitMask[], prompts: readonly Prompt[], space: DecoderSpace) =>
	candidatePool(masks, prompts, space).members.toSorted((a, b) => b.score - a.score);
