import { z } from 'zod';
import { editTargetShape } from './editTarget';
import { imageEditShape } from './imageEdit';

/** One entry of an image's list of edits; they are applied in order, and the image file stays as it is. */
export const imageEditStepShape = z.strictObject({
	/** Unique in the list. */
	id: z.int().min(1),
	/** In the list, but not applied. */
	off: z.literal(true).optional(),
	of: editTargetShape,
	edit: imageEditShape,
});

export type ImageEditStep = z.infer<typeof imageEditStepShape>;
