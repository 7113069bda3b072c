import type { Rle } from './mask/rle';

/** A point in image pixels after EXIF rotation: (0, 0) is the top left corner of the image, not a pixel centre. */
export interface ImagePoint {
	readonly x: number;
	readonly y: number;
}

/**
 * What the user gives the model, in image pixels (continuous: the centre of the first pixel is 0.5, 0.5).
 * Stored in the sidecar as it is.
 */
export type Prompt =
	| { readonly type: 'point'; readonly x: number; readonly y: number; readonly positive: boolean }
	| {
			readonly type: 'box';
			readonly x0: number;
			readonly y0: number;
			readonly x1: number;
			readonly y1: number;
	  };

/** The mask that was shown when the last point was given: SAM's mask prompt, which the points correct. */
export interface MaskPrompt {
	readonly segmentation: Rle;
	/** The user chose this level, so that the new masks stay close to it. Otherwise another object may be meant. */
	readonly isChosen: boolean;
}
