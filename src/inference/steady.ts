import type { Prompt } from '../shared/prompt';
import type { DecoderSpace } from './decoderPrompt';
import type { LogitMask } from './logitMask';
import { smoothed } from './smoothed';
import { stability } from './stability';

/** What is less stable than this has no sure outline: it is shown without its frays. */
const leastStability = 0.6;

/**
 * Masks of a model that always gives all its levels, whether it sees them or not: where it does not, they have no
 * outline that can be relied on. Such a mask is smoothed; and where one click leaves open what is meant, each counts
 * less by the root of its stability, for nobody means what has no outline.
 */
export function steady(
	masks: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): readonly LogitMask[] {
	const open = prompts.length === 1 && prompts[0]!.type === 'point';
	return masks.map((mask) => {
		const sure = stability(mask.logits, space);
		return {
			...mask,
			score: open ? mask.score * Math.sqrt(sure) : mask.score,
			logits: sure < leastStability ? smoothed(mask.logits, space) : mask.logits,
		};
	});
}
