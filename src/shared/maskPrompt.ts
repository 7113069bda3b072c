import type { Rle } from './mask/rle';

/** The mask that was shown when the last point was given: SAM's mask prompt, which the points correct. */
export interface MaskPrompt {
	readonly segmentation: Rle;
	/** The user chose this level, so the answer stays close to it. Otherwise another thing may be meant. */
	readonly isChosen: boolean;
}
