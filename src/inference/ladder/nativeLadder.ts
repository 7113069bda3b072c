import type { Prompt } from '../../shared/prompt';
import { iouThresholds } from '../../shared/thresholds';
import { iou } from '../mask/bitmap';
import { type DecoderSpace, userPrompt } from '../mask/decoderPrompt';
import { type LogitMask, masksOf } from '../mask/logitMask';
import { withoutDuplicates } from '../mask/withoutDuplicates';
import { byArea, candidatePool, type Member, sortByScore } from './candidatePool';
import {
	type FirstMaskRequest,
	indexOfBest,
	type LadderRequest,
	type LogitLadder,
	maxLevels,
} from './ladderRequest';

/**
 * The levels of a model that was trained to return all of them at once: its masks for the prompts as they are, from one
 * call of `decode`. Rejects with the signal's reason when it is aborted before or during that call.
 */
export async function buildNativeLadder(request: LadderRequest): Promise<LogitLadder> {
	const { onFirst, signal } = request;
	signal?.throwIfAborted();
	const ladder = await decodeNativeLevels(request);
	signal?.throwIfAborted();
	const first = ladder.levels[ladder.first];
	if (first) onFirst?.(first);
	return ladder;
}

/** The mask that `buildNativeLadder` reports first. */
export async function firstNativeMask(request: FirstMaskRequest): Promise<LogitMask | undefined> {
	const { levels, first } = await decodeNativeLevels(request);
	return levels[first];
}

async function decodeNativeLevels({ prompts, space, decode }: FirstMaskRequest): Promise<LogitLadder> {
	const masks = masksOf(await decode([userPrompt(prompts, space)]), 1, 0, space);
	return nativeLevels(masks, prompts, space);
}

/**
 * The masks that are consistent with the prompts, by area; of duplicates, the one with the higher score. The one with
 * the highest score is shown first.
 */
export function nativeLevels(masks: readonly LogitMask[], prompts: readonly Prompt[], space: DecoderSpace) {
	const found = candidatePool(masks, prompts, space).members;
	const levels = distinctLevels(found, iouThresholds.duplicateLevel);
	return { levels, first: indexOfBest(levels), found };
}

/**
 * Of members, those that are no duplicates of one with a higher score, by area.
 *
 * @param duplicateIou the IoU above which two masks are duplicates
 */
export function distinctLevels<T extends Member>(members: readonly T[], duplicateIou: number): T[] {
	return withoutDuplicates(
		sortByScore(members),
		(a, b) => iou(a.bitmap, b.bitmap) > duplicateIou,
		maxLevels,
	).sort(byArea);
}
