import { z } from 'zod';
import { recipeTargetShape } from '../shared/imageEdits/editTarget';
import { imageEditShape } from '../shared/imageEdits/imageEdit';

const stepShape = z.strictObject({ of: recipeTargetShape, edit: imageEditShape });

/** A list of edits, applied in order; one recipe does for any number of images. */
export const recipeShape = z.strictObject({ edits: z.array(stepShape).min(1) });

export type Recipe = z.infer<typeof recipeShape>;
