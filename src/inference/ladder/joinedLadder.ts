import type { Prompt } from '../../shared/prompt';
import { iouThresholds } from '../../shared/thresholds';
import { type Decode, type DecoderPrompt, type DecoderSpace, userPrompt } from '../mask/decoderPrompt';
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

/** What a second opinion on a box counts beside the model's own (chosen in docs/levels.md). */
const secondOnBox = 0.85;

/**
 * The model's own levels from one call of `decode`, joined with what one more call finds where two neighbours leave a
 * gap or, for a box, with its second opinion, where it has one. Several prompts leave no doubt about what is meant, so
 * that there is no second call. Rejects with the signal's reason when it is aborted between two calls.
 */
export async function buildJoinedLadder(request: LadderRequest): Promise<LogitLadder> {
	const { prompts, space, decode, secondOpinion, onFirst, signal } = request;
	const ask = async (decodeBatch: Decode, batch: readonly DecoderPrompt[], firstPrompt: number) => {
		signal?.throwIfAborted();
		const masks = masksOf(await decodeBatch(batch), batch.length, firstPrompt, space);
		signal?.throwIfAborted();
		return rescoreAndSmooth(masks, prompts, space);
	};
	const prompt = [userPrompt(prompts, space)];
	const own = await ask(decode, prompt, 0);
	const isSingle = prompts.length === 1;
	const isBox = isSingle && prompts[0]!.type === 'box';
	// A box says how large the thing is, so that the scores of two decoders compare.
	const second = isBox && secondOpinion ? weighted(await ask(secondOpinion, prompt, 1), secondOnBox) : [];
	const native = nativeLevels([...own, ...second], prompts, space);
	const first = native.levels[native.first];
	if (first) onFirst?.(first);
	if (!isSingle || second.length > 0) return native;
	const levelsApart = (duplicateIou: number) => nativeLevels(own, prompts, space, duplicateIou).levels;
	const batch = gapPrompts(prompts, levelsApart(iouThresholds.noGap), space);
	if (batch.length === 0) return native;
	const found = await ask(decode, batch, 1);
	return joinLevels(levelsApart(iouThresholds.reservedLevel), [...own, ...found], prompts, space);
}

const weighted = (masks: readonly LogitMask[], weight: number): readonly LogitMask[] =>
	masks.map((mask) => ({ ...mask, score: mask.score * weight }));

/** The mask that `buildJoinedLadder` reports first for points, from one call of `decode`. */
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
