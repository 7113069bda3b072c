import type { AnnotationSet } from '../shared/annotations/annotation';
import type { EditTarget } from '../shared/imageEdits/editTarget';
import type { ImageEdit } from '../shared/imageEdits/imageEdit';
import { masksOfTarget } from '../shared/imageEdits/masksOfTarget';
import { decodeRle } from '../shared/mask/cocoRle';
import type { RunLengths } from '../shared/mask/runLengths';
import { union } from '../shared/mask/setOperations';

/** An edit with the one mask of all that it is of. */
export interface MaskedEdit {
	readonly edit: ImageEdit;
	readonly mask: RunLengths;
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
		const masks = off ? [] : masksOfTarget(of, set).map((mask) => decodeRle(mask));
		return masks.length === 0 ? [] : [{ edit, mask: masks.reduce(union) }];
	});
}
