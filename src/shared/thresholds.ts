/**
 * From which IoU (0 to 1) on two masks are treated as one, by what the answer is used for. The values were chosen on
 * the clicks of docs/levels.md; those marked SAM are its mask generator's.
 */
export const iouThresholds = {
	/** Two levels of one click: no more than one of them is offered. */
	duplicateLevel: 0.9,
	/** Two masks that a click found besides its levels, or one of them and a level: only one is gone through. */
	twin: 0.95,
	/** Masks of several prompts that are averaged into one level. */
	consensus: 0.9,
	/** Two neighbouring levels of a model: the gap between them is not worth another prompt. */
	noGap: 0.8,
	/** Two levels of a model: only the one with the higher score has a reserved place among the levels. */
	reservedLevel: 0.7,
	/** Two masks of an image that are both found, or already annotated, when all masks are asked for. */
	duplicateObject: 0.8,
	/** A part and its whole, when all masks are asked for: they are nearly the same. */
	twinOfParent: 0.75,
	/** Boxes of two such masks, where the masks are not made yet (SAM). */
	duplicateBox: 0.7,
} as const;

/** A mask whose outline is less stable than this (0 to 1) is smoothed before it is shown. */
export const minShownStability = 0.6;

/** A mask for a box has at least this part of its area inside the box. */
export const minPartInBox = 0.5;

/** Regions smaller than this part of a mask are specks, and left out unless a positive point is in them. */
export const maxSpeck = 0.03;

/** Holes smaller than this part of a mask are filled unless a negative point is in them. */
export const maxHole = 0.01;

/** What the masks of a whole image must reach where neither the user nor the pack says otherwise (Semantic-SAM's). */
export const everythingDefaults = { pointsPerSide: 32, minScore: 0.88, minStability: 0.92 } as const;
