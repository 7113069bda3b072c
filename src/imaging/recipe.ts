import { z } from 'zod';
import type { Annotation, AnnotationSet } from '../shared/annotations/annotation';
import { decodeRle } from '../shared/mask/cocoRle';
import type { RunLengths } from '../shared/mask/runLengths';
import { union } from '../shared/mask/setOperations';
import { type ImageEdit, imageEditShape } from './imageEdit';

/** Which annotations an edit is of. */
const targetShape = z.union([
	z.literal('all'),
	z.strictObject({ annotations: z.array(z.number().int()).min(1) }),
	z.strictObject({
		categories: z.array(z.string().min(1)).min(1),
		/** Without it, objects and parts of that name. */
		kind: z.enum(['object', 'part']).optional(),
	}),
]);

export type EditTarget = z.infer<typeof targetShape>;

const stepShape = z.strictObject({ of: targetShape, edit: imageEditShape });

/** A list of edits, applied in order; one recipe does for any number of images. */
export const recipeShape = z.strictObject({ edits: z.array(stepShape).min(1) });

export type Recipe = z.infer<typeof recipeShape>;

/** An edit with the one mask of all that it is of. */
export interface MaskedEdit {
	readonly edit: ImageEdit;
	readonly mask: RunLengths;
}

/** What a recipe means for an image; steps that no annotation of the image answers to are left out. */
export function maskedEdits({ edits }: Recipe, set: AnnotationSet): MaskedEdit[] {
	return edits.flatMap(({ of, edit }) => {
		const masks = annotationsOf(of, set).map(({ segmentation }) => decodeRle(segmentation));
		return masks.length === 0 ? [] : [{ edit, mask: masks.reduce(union) }];
	});
}

function annotationsOf(
	target: EditTarget,
	{ annotations, categories }: AnnotationSet,
): readonly Annotation[] {
	if (target === 'all') return annotations;
	if ('annotations' in target) {
		const ids = new Set(target.annotations);
		return annotations.filter(({ id }) => ids.has(id));
	}
	const names = new Set(target.categories);
	const ids = new Set(
		categories
			.filter(({ name, kind }) => names.has(name) && (target.kind === undefined || target.kind === kind))
			.map(({ id }) => id),
	);
	return annotations.filter(({ categoryId }) => ids.has(categoryId));
}
