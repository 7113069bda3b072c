/** How many figures of a mask there are (`maskFigures.ts`). */
export const figureCount = 36;

/**
 * From figures of a click's masks, float32[masks, figureCount], how likely each is to be what the click means, 0 to 1;
 * together 1.
 */
export type Likelihoods = (figures: Float32Array, masks: number) => Promise<ArrayLike<number>>;
