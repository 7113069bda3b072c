import type { Prompt } from '../../shared/prompt';
import { iouThresholds } from '../../shared/thresholds';
import { iou as iouOf } from '../mask/bitmap';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { type CandidatePool, type Member, weightOf } from './candidatePool';
import { consensus } from './consensus';

/** How quickly a mask represents others less, the less they resemble it: IoU to this power. */
const similarityPower = 4;
/** How much a mask's score counts: to this power. */
const scorePower = 2;
/** How much masks count less the more there are like them, so that rare ones get a place: to this power. */
const repetitionPower = 0.25;
/** How much a mask is held back that crosses the outline of a chosen one: nesting to this power. */
const nestingPower = 0.1;

/** What makes one level more worth having: all are of the members of one pool. */
export interface Coverage {
	/** By member, how much it counts to be represented. */
	readonly weights: ArrayLike<number>;
	/** float64[members, members]: how well one represents another, 0 to 1. */
	readonly similarity: Float64Array;
	/** float64[members, members]: what becomes of the gain of one where the other is chosen already, 0 to 1. */
	readonly tidiness?: Float64Array;
	/** What a level must add at least. */
	readonly minGain: number;
	/** Whether a level that is not reserved may be offered; absent where all may. */
	readonly isOffered?: (level: Member) => boolean;
}

/** Members count by their score, less where many are alike; masks that cross each other's outlines are held back. */
export function coverageByScore({ members, iou, nesting }: CandidatePool): Coverage {
	const count = members.length;
	const similarity = iou.map((value) => value ** similarityPower);
	const scores = members.map((member) => weightOf(member) ** scorePower);
	const weights = scores.map((score, index) => {
		const row = similarity.subarray(index * count, (index + 1) * count);
		const alike = row.reduce((sum, value, other) => sum + value * scores[other]!, 0);
		return score / alike ** repetitionPower;
	});
	return { weights, similarity, tidiness: nesting.map((value) => value ** nestingPower), minGain: 0 };
}

export interface ChosenLevel {
	/** Index into the pool's members. */
	readonly index: number;
	/** That member, averaged with its duplicates. */
	readonly level: Member;
}

/**
 * Chooses levels that represent the whole pool: each time the member that adds most to what the chosen ones represent.
 * None duplicates another.
 *
 * @param max the number of levels
 * @param reserved indices of members that are chosen before all others, in this order
 */
export function coveringSet(
	pool: CandidatePool,
	{ weights, similarity, tidiness, minGain, isOffered }: Coverage,
	prompts: readonly Prompt[],
	space: DecoderSpace,
	max: number,
	reserved: readonly number[] = [],
): ChosenLevel[] {
	const { members } = pool;
	const count = members.length;
	const represented = new Float64Array(count);
	const remaining = new Set(members.keys());
	const chosen: ChosenLevel[] = [];
	const gainOf = (index: number) => {
		let gain = 0;
		for (let other = 0; other < count; other++) {
			const more = similarity[index * count + other]! - represented[other]!;
			if (more > 0) gain += more * weights[other]!;
		}
		if (tidiness) for (const other of chosen) gain *= tidiness[index * count + other.index]!;
		return gain;
	};
	const choose = (index: number) => {
		remaining.delete(index);
		const level = consensus(pool, index, prompts, space);
		const isDuplicate = chosen.some(
			(other) => iouOf(other.level.bitmap, level.bitmap) > iouThresholds.duplicateLevel,
		);
		if (isDuplicate) return;
		if (isOffered && !reserved.includes(index) && !isOffered(level)) return;
		chosen.push({ index, level });
		for (let other = 0; other < count; other++) {
			represented[other] = Math.max(represented[other]!, similarity[index * count + other]!);
		}
	};
	for (const index of reserved) if (chosen.length < max) choose(index);
	while (chosen.length < max) {
		let best = -1;
		let highest = minGain;
		for (const index of remaining) {
			const gain = gainOf(index);
			if (gain <= highest) continue;
			highest = gain;
			best = index;
		}
		if (best < 0) break;
		choose(best);
	}
	return chosen;
}
