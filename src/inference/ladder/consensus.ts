import type { Prompt } from '../../shared/prompt';
import { iouThresholds } from '../../shared/thresholds';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells } from '../mask/logitMask';
import { type CandidatePool, consistentMasks, type Member, memberOf, weightOf } from './candidatePool';

/** How much more the most similar masks count in the average: IoU to this power. */
const similarityPower = 4;

/** A member averaged with its duplicates, where the result is still consistent with the prompts; else the member. */
export function consensus(
	{ members, iou }: CandidatePool,
	index: number,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): Member {
	const member = members[index]!;
	const similar = members
		.map((other, at) => ({ ...other, iou: iou[index * members.length + at]! }))
		.filter((other) => other.iou > iouThresholds.consensus);
	if (similar.length === 1) return member;
	const rows = Math.min(space.rows, coveredCells(space).rows + 1);
	const weights = similar.map((other) => other.iou ** similarityPower * weightOf(other));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	const logits = new Float32Array(space.columns * space.rows);
	for (const [i, { logits: others }] of similar.entries()) {
		const weight = weights[i]! / total;
		for (let at = 0; at < rows * space.columns; at++) logits[at]! += weight * others[at]!;
	}
	const mean = memberOf({ ...member, logits }, space);
	const isConsistent = mean.bitmap.area > 0 && consistentMasks([member, mean], prompts, space).includes(mean);
	return isConsistent ? mean : member;
}
