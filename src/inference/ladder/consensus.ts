import type { Prompt } from '../../shared/prompt';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { coveredCells } from '../mask/logitMask';
import { type CandidatePool, type Member, memberOf, obeying, weightOf } from './candidatePool';

/** Masks over this IoU are the same thing, seen by several prompts. */
const sameIou = 0.9;
/** How much more the nearest of them count: IoU to this power. */
const nearness = 4;

/** The mean of the masks that all but equal a member, where it still obeys the prompts; else the member itself. */
export function consensus(
	{ members, iou }: CandidatePool,
	index: number,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): Member {
	const member = members[index]!;
	const near = members
		.map(({ logits, score }, other) => ({ logits, score, iou: iou[index * members.length + other]! }))
		.filter((other) => other.iou > sameIou);
	if (near.length === 1) return member;
	const rows = Math.min(space.rows, coveredCells(space).rows + 1);
	const weights = near.map((other) => other.iou ** nearness * weightOf(other));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	const logits = new Float32Array(space.columns * space.rows);
	for (const [i, other] of near.entries()) {
		const weight = weights[i]! / total;
		for (let at = 0; at < rows * space.columns; at++) logits[at]! += weight * other.logits[at]!;
	}
	const mean = memberOf({ logits, score: member.score, prompt: member.prompt }, space);
	const agrees = mean.bitmap.area > 0 && obeying([member, mean], prompts, space).includes(mean);
	return agrees ? mean : member;
}
