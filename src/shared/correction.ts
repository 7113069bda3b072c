import type { Rle } from './mask/rle';

/** The mask that was shown when the last prompt was given, which the prompts correct. */
export interface Correction {
	readonly segmentation: Rle;
	/** Somebody chose this level: then it stays what it is but for the correction. Otherwise another may be meant. */
	readonly isChosen: boolean;
}
