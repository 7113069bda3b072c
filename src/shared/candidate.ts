import type { Bbox, Rle } from './mask/rle';

/** A mask that the model offers for the present prompts. */
export interface Candidate {
	/** 1 is the finest part of its ladder. */
	readonly level: number;
	/** The model's own estimate of the mask's IoU with what was meant, 0 to 1 (it can exceed 1 slightly). */
	readonly score: number;
	/** Pixels. */
	readonly area: number;
	readonly bbox: Bbox;
	readonly segmentation: Rle;
}

/** The candidates of one prompt set, ordered by area; never padded. */
export interface Ladder {
	readonly candidates: readonly Candidate[];
	/** Index into `candidates` of the one to show first. */
	readonly first: number;
}
