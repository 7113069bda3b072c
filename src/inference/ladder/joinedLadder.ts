import { iouThresholds } from '../../shared/thresholds';
import type { LogitMask } from '../mask/logitMask';
import { askDecoder, askPlainly } from './askDecoder';
import { byArea, candidatePool } from './candidatePool';
import { coverageByScore, coveringSet } from './coveringSet';
import { gapPrompts } from './ladderPrompts';
import {
	type FirstMaskRequest,
	indexOfBest,
	type LadderRequest,
	type LogitLadder,
	maxLevels,
} from './ladderRequest';
import { buildLikelyLadder } from './likelyLadder';
import type { AskedMask } from './maskFigures';
import { distinctLevels, nativeLevels } from './nativeLadder';

/** What a second opinion on a box counts beside the model's own (chosen in docs/levels.md). */
const secondOnBox = 0.85;

/**
 * The model's own levels from one call of `decode`, joined with what one more call finds where two neighbours leave a
 * gap or, for a box, with its second opinion, where it has one. Several prompts leave no doubt about what is meant, so
 * that there is no second call. A click is answered by what is likely to be meant, if the model has learned that.
 * Rejects with the signal's reason when it is aborted between two calls.
 */
export async function buildJoinedLadder(request: LadderRequest): Promise<LogitLadder> {
	const { prompts, space, decode, likelihoods, onFirst } = request;
	const single = prompts.length === 1 ? prompts[0]! : undefined;
	if (single?.type === 'point' && likelihoods) {
		return buildLikelyLadder({ ...request, click: single, likelihoods });
	}
	const own = await askPlainly(request, decode, 'own');
	const second = single?.type === 'box' ? await opinionOnBox(request) : [];
	const native = nativeLevels([...own, ...second], prompts, space);
	const first = native.levels[native.first];
	if (first) onFirst?.(first);
	return !single || second.length > 0 ? native : withGapsFilled(request, own, native);
}

/** The mask that `buildJoinedLadder` reports first for points, from one call of `decode`. */
export async function firstJoinedMask(request: FirstMaskRequest): Promise<LogitMask | undefined> {
	const own = await askPlainly(request, request.decode, 'own');
	const { levels, first } = nativeLevels(own, request.prompts, request.space);
	return levels[first];
}

/** A box says how large the thing is, so that the scores of two decoders compare. */
async function opinionOnBox(request: LadderRequest): Promise<readonly LogitMask[]> {
	const { secondOpinion } = request;
	const masks = secondOpinion ? await askPlainly(request, secondOpinion, 'second', 1) : [];
	return masks.map((mask) => ({ ...mask, score: mask.score * secondOnBox }));
}

/**
 * The own levels that stand apart and, as far as there is room, the masks that add most to them, each averaged with its
 * duplicates. One of its own is shown first: the scores of the other masks belong to other prompts.
 */
async function withGapsFilled(
	request: LadderRequest,
	own: readonly AskedMask[],
	native: ReturnType<typeof nativeLevels>,
): Promise<LogitLadder> {
	const { prompts, space, decode } = request;
	const levelsApart = (duplicateIou: number) => distinctLevels(native.found, duplicateIou);
	const batch = gapPrompts(prompts, levelsApart(iouThresholds.noGap), space);
	if (batch.length === 0) return native;
	const found = await askDecoder(request, decode, batch, 'gap', 1);
	const pool = candidatePool([...own, ...found], prompts, space);
	const reserved = levelsApart(iouThresholds.reservedLevel).map(({ logits }) =>
		pool.members.findIndex((member) => member.logits === logits),
	);
	const chosen = coveringSet(pool, coverageByScore(pool), prompts, space, maxLevels, reserved).sort((a, b) =>
		byArea(a.level, b.level),
	);
	return {
		levels: chosen.map(({ level }) => level),
		first: indexOfBest(
			chosen.map(({ index, level }) => ({
				score: reserved.includes(index) ? level.score : Number.MIN_SAFE_INTEGER,
			})),
		),
		found: pool.members,
	};
}
