import type { Prompt } from '../../shared/prompt';
import { iouThresholds } from '../../shared/thresholds';
import { type DecoderPrompt, type DecoderSpace, userPrompt } from '../mask/decoderPrompt';
import { type LogitMask, masksOf } from '../mask/logitMask';
import { rescoreAndSmooth } from '../mask/maskQuality';
import { byArea, candidatePool } from './candidatePool';
import { coveringSet } from './coveringSet';
import { gapPrompts } from './ladderPrompts';
import {
	type FirstMaskRequest,
	indexOfBest,
	type LadderRequest,
	type LogitLadder,
	maxLevels,
} from './ladderRequest';
import { nativeLevels } from './nativeLadder';

/**
 * The model's own levels from one call of `decode`, joined with what one more call finds where two neighbours leave a
 * gap. Several prompts leave no doubt about what is meant, so that there is no second call. Rejects with the signal's
 * reason when it is aborted between two calls of `decode`.
 */
export async function buildJoinedLadder(request: LadderRequest): Promise<LogitLadder> {
	const { prompts, space, decode, onFirst, signal } = request;
	const decodeBatch = async (batch: readonly DecoderPrompt[], firstPrompt: number) => {
		signal?.throwIfAborted();
		const masks = masksOf(await decode(batch), batch.length, firstPrompt, space);
		signal?.throwIfAborted();
		return rescoreAndSmooth(masks, prompts, space);
	};
	const own = await decodeBatch([userPrompt(prompts, space)], 0);
	const native = nativeLevels(own, prompts, space);
	const first = native.levels[native.first];
	if (first) onFirst?.(first);
	if (prompts.length > 1) return native;
	const levelsApart = (duplicateIou: number) => nativeLevels(own, prompts, space, duplicateIou).levels;
	const batch = gapPrompts(prompts, levelsApart(iouThresholds.noGap), space);
	if (batch.length === 0) return native;
	const found = await decodeBatch(batch, 1);
	return joinLevels(levelsApart(iouThresholds.reservedLevel), [...own, ...found], prompts, space);
}

/** The mask that `buildJoinedLadder` reports first, from one call of `decode`. */
export async function firstJoinedMask({
	prompts,
	space,
	decode,
}: FirstMaskRequest): Promise<LogitMask | undefined> {
	const masks = masksOf(await decode([userPrompt(prompts, space)]), 1, 0, space);
	const { levels, first } = nativeLevels(rescoreAndSmooth(masks, prompts, space), prompts, space);
	return levels[first];
}

/**
 * `reserved` and, as far as there is room, the masks that add most to them, each averaged with its duplicates. One of
 * `reserved` is shown first: the scores of the other masks belong to other prompts.
 */
function joinLevels(
	reserved: readonly LogitMask[],
	masks: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): LogitLadder {
	const pool = candidatePool(masks, prompts, space);
	const own = reserved.map(({ logits }) => pool.members.findIndex((member) => member.logits === logits));
	const chosen = coveringSet(pool, prompts, space, maxLevels, own).sort((a, b) => byArea(a.level, b.level));
	return {
		levels: chosen.map(({ level }) => level),
		first: indexOfBest(
			chosen.map(({ index, level }) => ({
				score: own.includes(index) ? level.score : Number.MIN_SAFE_INTEGER,
			})),
		),
		found: pool.members,
	};
}
