import type { AnnotationSet } from '../shared/annotations/annotation';
import type { EditTarget } from '../shared/imageEdits/editTarget';
import type { ImageEdit } from '../shared/imageEdits/imageEdit';
import { masksInFront, masksOfTarget } from '../shared/imageEdits/masksOfTarget';
import { decodeRle } from '../shared/mask/cocoRle';
import type { Rle } from '../shared/mask/rle';
import type { RunLengths } from '../shared/mask/runLengths';
import { union } from '../shared/mask/setOperations';

/** An edit with the one mask of all that it is of. */
export interface MaskedEdit {
	readonly edit: ImageEdit;
	readonly mask: RunLengths;
	/** What stays in front of what is placed. */
	readonly inFront?: readonly RunLengths[];
}

/** An entry of a recipe, or of an image's own list. */
interface Step {
	readonly of: EditTarget;
	readonly edit: ImageEdit;
	readonly off?: true | undefined;
}

/** What a list of edits means for an image; those that are off or that nothing answers to are left out. */
export function maskedEdits(steps: readonly Step[], set: AnnotationSet): MaskedEdit[] {
	return steps.flatMap(({ of, edit, off }) => {
		const masks = off ? [] : masksOfTarget(of, set);
		return masks.length === 0 ? [] : [maskedEdit(edit, masks, masksInFront({ of, edit }, set))];
	});
}

/** @param masks of what the edit is of, at least one */
export function maskedEdit(edit: ImageEdit, masks: readonly Rle[], inFront: readonly Rle[] = []): MaskedEdit {
	return {
		edit,
		mask: unionOf(masks),
		...(inFront.length > 0 && { inFront: [unionOf(inFront)] }),
	};
}

export function unionOf(masks: readonly Rle[]): RunLengths {
	return masks.map((mask) => decodeRle(mask)).reduce(union);
}
