import type { Annotation } from './annotations/annotation';
import type { CategoryName } from './annotations/annotationEdits';
import type { Bbox, Rle } from './mask/rle';

/** A mask that looks like those that were asked for. */
export interface AlikeMask {
	/** From 0 to 1: a measure, and no probability. */
	readonly likeness: number;
	/** Pixels. */
	readonly area: number;
	readonly bbox: Bbox;
	readonly segmentation: Rle;
	/** The annotation that it is, which nobody has named yet; absent for a mask that is no annotation. */
	readonly annotation?: Annotation['id'];
}

/** Which of the masks are to be kept. */
export interface AlikeChoice {
	/** Masks from this likeness on are, unless the user said otherwise of one. */
	readonly minLikeness: number;
	/** By mask. */
	readonly taken: readonly boolean[];
}

/** A search for all masks that look like some, or what it found. */
export type AlikeState =
	| {
			readonly phase: 'searching';
			/** Of the work, 0 to 1. */
			readonly done: number;
	  }
	| ({
			readonly phase: 'found';
			/** What they are kept as. */
			readonly category: CategoryName;
			/** The likest first. */
			readonly masks: readonly AlikeMask[];
	  } & AlikeChoice);
