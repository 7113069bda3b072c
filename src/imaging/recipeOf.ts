import type { AnnotationSet } from '../shared/annotations/annotation';
import type { EditTarget } from '../shared/imageEdits/editTarget';
import type { ImageEdit } from '../shared/imageEdits/imageEdit';
import type { Recipe } from './recipe';

export interface RecipeOfImage {
	readonly recipe: Recipe;
	/** Edits that are of a mask without a category, which means nothing in another image. */
	readonly leftOut: number;
}

/**
 * An image's own edits as a recipe for others: what they are of is named by categories, since ids are the image's own.
 * Those that are off are not in it.
 *
 * @param fileFor the path that the recipe has for another picture, of the one that the image's edits have
 */
export function recipeOf(set: AnnotationSet, fileFor: (file: string) => string): RecipeOfImage {
	const steps = (set.imageEdits ?? []).filter(({ off }) => !off);
	const edits = steps.flatMap(({ of, edit }) => {
		const target = named(of, set);
		const portable = portableEdit(edit, set, fileFor);
		return target && portable ? [{ of: target, edit: portable }] : [];
	});
	return { recipe: { edits }, leftOut: steps.length - edits.length };
}

type RecipeTarget = Recipe['edits'][number]['of'];

function named(of: EditTarget, set: AnnotationSet): RecipeTarget | undefined {
	if (of === 'all' || 'categories' in of) return of;
	return 'annotations' in of ? categoriesOf(of.annotations, set) : undefined;
}

/** Undefined where none of them is there. */
function categoriesOf(ids: readonly number[], { annotations, categories }: AnnotationSet) {
	const used = new Set(annotations.filter(({ id }) => ids.includes(id)).map(({ categoryId }) => categoryId));
	const found = categories.filter(({ id }) => used.has(id));
	const [first] = found;
	if (!first) return undefined;
	const kinds = new Set(found.map(({ kind }) => kind));
	return {
		categories: [...new Set(found.map(({ name }) => name))],
		...(kinds.size === 1 && { kind: first.kind }),
	};
}

function portableEdit(
	edit: ImageEdit,
	set: AnnotationSet,
	fileFor: (file: string) => string,
): ImageEdit | undefined {
	if (edit.type === 'background' && edit.background.kind === 'image') {
		return { ...edit, background: { kind: 'image', file: fileFor(edit.background.file) } };
	}
	if (edit.type !== 'place' || typeof edit.behind !== 'object' || 'categories' in edit.behind) return edit;
	const behind = categoriesOf(edit.behind.annotations, set);
	return behind && { ...edit, behind };
}
