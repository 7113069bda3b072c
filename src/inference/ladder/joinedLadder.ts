import type { Prompt } from '../../shared/prompt';
import { iou } from '../mask/bitmap';
import type { Decode, DecoderPrompt, DecoderSpace } from '../mask/decoderPrompt';
import { judged } from '../mask/judged';
import { type LogitMask, masksOf } from '../mask/logitMask';
import { candidatePool, type Member } from './candidatePool';
import { consensus } from './consensus';
import { coveringSet } from './coveringSet';
import { firstRound, gapRound } from './ladderPrompts';
import { firstOf, nativeLevels } from './nativeLadder';
import { type LadderRequest, type LogitLadder, maxLevels, twinIou } from './promptedLadder';

/** A model's own levels over this IoU leave no gap between them. */
const nearIou = 0.8;
/** Of two of its levels over this IoU the one with the higher score is sure of its place; the other one has to earn it. */
const sureIou = 0.7;

/**
 * The ladder of a model with levels of its own: those first, in one call, and where two neighbours leave a gap, what
 * one more call finds in it. Several prompts mean one thing, so that nothing more is asked. Rejects with the
 * signal's reason when it is aborted between two calls of `decode`.
 */
export async function buildJoinedLadder(request: LadderRequest): Promise<LogitLadder> {
	const { prompts, space, decode, onFirst, signal } = request;
	const ask = async (batch: readonly DecoderPrompt[], asked: number) => {
		signal?.throwIfAborted();
		const masks = masksOf(await decode(batch), batch.length, asked, space);
		signal?.throwIfAborted();
		return masks;
	};
	const own = judged(await ask([firstRound(prompts, space)], 0), prompts, space);
	const native = nativeLevels(own, prompts, space);
	const shown = native.levels[native.first];
	if (shown) onFirst?.(shown);
	if (prompts.length > 1) return native;
	const levelsApart = (twin: number) => nativeLevels(own, prompts, space, twin).levels;
	const batch = gapRound(prompts, levelsApart(nearIou), space);
	if (batch.length === 0) return native;
	const found = judged(await ask(batch, 1), prompts, space);
	return joinedLevels(levelsApart(sureIou), [...own, ...found], request);
}

/** What `buildJoinedLadder` tells first, and no more: one call of `decode`, cheap enough for a preview. */
export async function firstJoined(
	prompts: readonly Prompt[],
	space: DecoderSpace,
	decode: Decode,
): Promise<LogitMask | undefined> {
	const masks = masksOf(await decode([firstRound(prompts, space)]), 1, 0, space);
	const { levels, first } = nativeLevels(judged(masks, prompts, space), prompts, space);
	return levels[first];
}

/**
 * `levels` and, as far as there is room, those of all masks that add most to them; each is the mean of those that all
 * but equal it. Shown first is one of `levels`: the scores of what was asked again are another question's.
 */
function joinedLevels(
	levels: readonly LogitMask[],
	masks: readonly LogitMask[],
	{ prompts, space }: Pick<LadderRequest, 'prompts' | 'space'>,
): LogitLadder {
	const pool = candidatePool(masks, prompts, space);
	const distinct: { readonly member: Member; readonly score: number }[] = [];
	const own = levels.map(({ logits }) => pool.members.findIndex((member) => member.logits === logits));
	const accept = (index: number) => {
		const member = consensus(pool, index, prompts, space);
		if (distinct.some((other) => iou(other.member.bitmap, member.bitmap) > twinIou)) return false;
		distinct.push({ member, score: own.includes(index) ? member.score : Number.MIN_SAFE_INTEGER });
		return true;
	};
	coveringSet(pool, accept, maxLevels, own);
	distinct.sort((a, b) => a.member.bitmap.area - b.member.bitmap.area);
	return {
		levels: distinct.map(({ member: { logits, score, prompt } }) => ({ logits, score, prompt })),
		first: firstOf(distinct),
	};
}
