import type { DecoderPrompt } from '../mask/decoderPrompt';
import type { Proposal } from './proposal';

/** What a mask must fulfil. */
export interface Criteria {
	/** The model's own estimate of a mask's IoU. */
	readonly minScore: number;
	/** See `stability`. */
	readonly minStability: number;
	/**
	 * The part of the points (0 to 1) that have to find a mask for it to be taken although it reaches the other two not;
	 * absent: no such mask is taken.
	 */
	readonly minAgreement?: number | undefined;
	/** From so many pixels of the image to so many. */
	readonly areas?: { readonly min: number; readonly max: number };
}

/** Where the masks of a grid of points come from: first proposals, then the logits of those that are worth it. */
export interface MaskSource<P extends Proposal = Proposal> {
	/** Points that are decoded together: many are faster, few let the user's own clicks through sooner. */
	readonly pointsPerBatch: number;
	/** Masks whose logits are made together. */
	readonly masksPerBatch: number;
	/**
	 * The proposals of some points that fulfil the criteria, and how many levels the model has per point.
	 *
	 * @param firstPoint the number of the first of these points
	 */
	propose(
		prompts: readonly DecoderPrompt[],
		firstPoint: number,
		criteria: Criteria,
	): Promise<{ readonly proposals: readonly P[]; readonly levels: number }>;
	/** float32[rows, columns] for each of the proposals. */
	logitsOf(
		proposals: readonly P[],
		promptOf: (point: number) => DecoderPrompt,
	): Promise<readonly Float32Array[]>;
}
