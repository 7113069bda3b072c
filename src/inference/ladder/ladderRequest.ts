import type { Candidate } from '../../shared/candidate';
import type { RunLengths } from '../../shared/mask/runLengths';
import type { Prompt } from '../../shared/prompt';
import type { Decode, DecoderSpace } from '../mask/decoderPrompt';
import type { Likelihoods } from '../mask/likelihoods';
import type { LogitMask } from '../mask/logitMask';

export const maxLevels = 6;

export interface FirstMaskRequest {
	/** At least one positive point or a box. */
	readonly prompts: readonly Prompt[];
	readonly space: DecoderSpace;
	readonly decode: Decode;
}

/** What it takes to build the levels of some prompts. `First` is what the first mask is reported as. */
export interface LadderRequest<First = LogitMask> extends FirstMaskRequest {
	/** Absent where there was no mask before, or the model takes no mask prompts. */
	readonly maskPrompt?: DecoderMaskPrompt;
	/** What another decoder makes of the same features; absent where the model has only one. */
	readonly secondOpinion?: Decode;
	/** How likely each of a click's masks is to be meant; absent where the model has not learned that. */
	readonly likelihoods?: Likelihoods;
	/** Called as soon as the mask to show first is known, before the other levels are. */
	readonly onFirst?: (first: First) => void;
	/** Called with the levels, with what makes the masks that were found besides them, in no order (`betweenLevels.ts`). */
	readonly onBetween?: (masks: () => Iterable<Candidate | undefined>) => void;
	readonly signal?: AbortSignal;
}

/** A mask that the prompts correct, on the decoder's side. */
export interface DecoderMaskPrompt {
	/** Decodes with the mask as an additional prompt. */
	readonly decodeWithMask: Decode;
	/** At image size, and float32[rows, columns]. */
	readonly mask: RunLengths;
	readonly logits: Float32Array;
	/** Whether the user chose this level: then the level that is most like it is shown first. */
	readonly isChosen: boolean;
}

/** The levels at the decoder's resolution, finest first. */
export interface LogitLadder {
	readonly levels: readonly LogitMask[];
	/** Index into `levels` of the one to show first; -1 where there is none. */
	readonly first: number;
	/** All masks that were found and are consistent with the prompts, those that became levels among them. */
	readonly found: readonly LogitMask[];
}

/** The index of the highest score, the first of equal ones; -1 where there is none. */
export function indexOfBest(masks: readonly { readonly score: number }[]): number {
	return masks.reduce(
		(best, { score }, index) => (best < 0 || score > masks[best]!.score ? index : best),
		-1,
	);
}
