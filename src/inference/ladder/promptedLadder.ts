import type { Prompt } from '../../shared/prompt';
import { type DecoderPrompt, type DecoderSpace, userPrompt } from '../mask/decoderPrompt';
import { type LogitMask, masksOf } from '../mask/logitMask';
import { byArea, type CandidatePool, candidatePool, consistentMasks, weightOf } from './candidatePool';
import { coverageByScore, coveringSet } from './coveringSet';
import { followUpPrompts } from './ladderPrompts';
import {
	type FirstMaskRequest,
	indexOfBest,
	type LadderRequest,
	type LogitLadder,
	maxLevels,
} from './ladderRequest';

/** How close another prompt's mask must be to confirm one: IoU to this power. */
const agreementPower = 4;
/** How much masks along the image's edge are held back; they are mostly background. */
const edgePower = 3;

/**
 * The levels of a model that returns a few masks per prompt: it is prompted again and again, and the best supported of
 * all its masks are chosen. Rejects with the signal's reason when it is aborted between two calls of `decode`.
 */
export async function buildPromptedLadder(request: LadderRequest): Promise<LogitLadder> {
	const { prompts, space, decode, onFirst, signal } = request;
	let promptCount = 0;
	const decodeBatch = async (batch: readonly DecoderPrompt[]) => {
		signal?.throwIfAborted();
		const masks = masksOf(await decode(batch), batch.length, promptCount, space);
		promptCount += batch.length;
		return masks;
	};
	const firstMasks = await decodeBatch([userPrompt(prompts, space)]);
	const best = bestOf(consistentMasks(firstMasks, prompts, space));
	if (best) onFirst?.(best);
	const pool = [...firstMasks];
	// With one point, SAM's first mask is a compromise between the three others, and its box adds nothing.
	const distinct = prompts.length === 1 ? firstMasks.slice(1) : firstMasks;
	for (const batch of followUpPrompts(prompts, distinct, space)) {
		if (batch.length > 0) pool.push(...(await decodeBatch(batch)));
	}
	signal?.throwIfAborted();
	return selectLevels(pool, prompts, space);
}

/** The mask that `buildPromptedLadder` reports first, from one call of `decode`. */
export async function firstPromptedMask({
	prompts,
	space,
	decode,
}: FirstMaskRequest): Promise<LogitMask | undefined> {
	const masks = masksOf(await decode([userPrompt(prompts, space)]), 1, 0, space);
	return bestOf(consistentMasks(masks, prompts, space));
}

/**
 * The masks to offer, chosen as a set: each represents those of the pool that resemble it, and the next one is the one
 * that adds most to what is represented. Each is then averaged with its duplicates.
 */
export function selectLevels(
	masks: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): LogitLadder {
	const pool = candidatePool(masks, prompts, space);
	const intended = intentionScores(pool);
	const chosen = coveringSet(pool, coverageByScore(pool), prompts, space, maxLevels).sort((a, b) =>
		byArea(a.level, b.level),
	);
	return {
		levels: chosen.map(({ level }) => level),
		first: indexOfBest(chosen.map(({ index }) => ({ score: intended[index]! }))),
		found: pool.members,
	};
}

const bestOf = (masks: readonly LogitMask[]): LogitMask | undefined => masks[indexOfBest(masks)];

/**
 * For each member, how likely it is that the user means it: the model's score, times how well the best masks of the
 * other prompts agree with it, times a penalty for masks along the image's edge.
 */
function intentionScores({ members, iou }: CandidatePool): number[] {
	const prompts = new Set(members.map(({ prompt }) => prompt)).size;
	return members.map((member, index) => {
		const agreement = new Map<number, number>();
		for (const [at, other] of members.entries()) {
			const agrees = iou[index * members.length + at]! ** agreementPower * weightOf(other);
			agreement.set(other.prompt, Math.max(agreement.get(other.prompt) ?? 0, agrees));
		}
		const agreed = [...agreement.values()].reduce((sum, value) => sum + value, 0) / prompts;
		return weightOf(member) * agreed * (1 - member.edge) ** edgePower;
	});
}
