import { z } from 'zod';
import { editTargetShape } from './editTarget';
import { imageEditShape } from './imageEdit';

/** One entry of an image's list of edits; they are applied in order, and the image file stays as it is. */
export const imageEditStepShape = z.strictObject({
	/** Unlike those of the other entries. */
	id: z.int().min(1),
	/** Kept in the list, but not applied. */
	off: z.literal(true).optional(),
	of: editTargetShape,
	edit: imageEditShape,
});

export type ImageEditStep = z.infer<typeof imageEditStepShape>;
