import type { Prompt } from '../../shared/prompt';
import { bitmapOf, iou } from '../mask/bitmap';
import type { Decode, DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells, type LogitMask, masksOf } from '../mask/logitMask';
import { candidatePool, type Member, weightOf } from './candidatePool';
import { firstRound } from './ladderPrompts';
import { type LadderRequest, type LogitLadder, maxLevels, twinIou } from './promptedLadder';

export interface CorrectionRequest extends LadderRequest {
	readonly correction: {
		/** `decode` of a model that has been told the mask which the prompts correct. */
		readonly told: Decode;
		/** The mask's logits where somebody chose it: then what is nearest to it is shown first. */
		readonly chosen?: Float32Array;
	};
}

/**
 * The ladder of prompts that correct a mask: what the model makes of that mask comes first, and what it says to the
 * prompts alone gives the other levels. Rejects with the signal's reason when it is aborted between two calls.
 */
export async function buildCorrectedLadder(request: CorrectionRequest): Promise<LogitLadder> {
	const { prompts, space, decode, correction, onFirst, signal } = request;
	const asked = [firstRound(prompts, space)];
	signal?.throwIfAborted();
	const corrected = ranked(masksOf(await correction.told(asked), 1, 0, space), prompts, space);
	const nearest = correction.chosen ? byNearness(corrected, correction.chosen, space) : corrected;
	if (nearest[0]) onFirst?.(nearest[0]);
	signal?.throwIfAborted();
	const anew = ranked(masksOf(await decode(asked), 1, 1, space), prompts, space);
	signal?.throwIfAborted();
	return laddered([...nearest, ...anew]);
}

/** The first of all first, then those that differ, in their order; as a ladder, by area. */
function laddered(members: readonly Member[]): LogitLadder {
	const distinct: Member[] = [];
	for (const member of members) {
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

/** By score, times the IoU with a mask. */
function byNearness(members: readonly Member[], logits: Float32Array, space: DecoderSpace): Member[] {
	const { columns, rows } = coveredCells(space);
	const mask = bitmapOf(logits, space.columns, columns, rows);
	const worth = (member: Member) => weightOf(member) * iou(mask, member.bitmap);
	return members.toSorted((a, b) => worth(b) - worth(a));
}
