import type { Prompt } from '../../shared/prompt';
import { boxFit } from './boxFit';
import type { DecoderSpace } from './decoderPrompt';
import type { LogitMask } from './logitMask';
import { smoothed } from './smoothed';
import { stability } from './stability';

/** What is less stable than this has no sure outline: it is shown without its frays. */
const leastStability = 0.6;

/**
 * Masks of a model that always gives all its levels, whether it sees them or not: where it does not, they have no
 * outline that can be relied on. Such a mask is smoothed. Scores, which tell how well a mask fits something, become
 * how well it answers the prompts.
 */
export function judged(
	masks: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): readonly LogitMask[] {
	return masks.map((mask) => {
		const sure = stability(mask.logits, space);
		return {
			...mask,
			score: mask.score * answer(mask, sure, prompts, space),
			logits: sure < leastStability ? smoothed(mask.logits, space) : mask.logits,
		};
	});
}

/**
 * 0 to 1. Where one click leaves open what is meant, the root of the stability, for nobody means what has no outline;
 * with a box, how well the mask fills it.
 */
function answer(
	{ logits }: LogitMask,
	sure: number,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): number {
	const boxes = prompts.filter((prompt) => prompt.type === 'box');
	if (boxes.length === 1) return boxFit(logits, boxes[0]!, space);
	return prompts.length === 1 && boxes.length === 0 ? Math.sqrt(sure) : 1;
}
