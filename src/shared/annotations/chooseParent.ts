import type { Annotation, AnnotationSet } from './annotation';
import { type Edit, editBetween, nameAll } from './annotationEdits';
import { withParents } from './partOfTree';

/** An annotation's id, `none` for the top of the tree, or `masks`: what contains it again. */
export type ParentChoice = number | 'none' | 'masks';

/**
 * Puts annotations under a parent of the user's choice, which stays whatever becomes of the masks. What the choice
 * would put under itself stays where it is.
 */
export function chooseParent(set: AnnotationSet, ids: readonly number[], choice: ParentChoice): Edit {
	const above = typeof choice === 'number' ? ancestorsOf(set, choice) : new Set<number>();
	const wanted = new Set(ids.filter((id) => !above.has(id)));
	const moved = set.annotations.filter(({ id }) => wanted.has(id));
	const annotations = set.annotations.map((one) => (wanted.has(one.id) ? withChoice(one, choice) : one));
	const label = `Move ${nameAll(moved, set.categories)}`;
	// Without the set before: where a choice is taken back, the masks have to be asked.
	return editBetween(label, set, { ...set, annotations: withParents(annotations) });
}

/** An annotation with all that it is a part of. */
export function ancestorsOf(set: AnnotationSet, id: number): ReadonlySet<number> {
	const parents = new Map(set.annotations.map((one) => [one.id, one.parent]));
	const found = new Set<number>();
	for (let at: number | undefined = id; at !== undefined && !found.has(at); at = parents.get(at))
		found.add(at);
	return found;
}

function withChoice(annotation: Annotation, choice: ParentChoice): Annotation {
	const { parent: _, isParentChosen: __, ...rest } = annotation;
	if (choice === 'masks') return rest;
	return { ...rest, ...(choice !== 'none' && { parent: choice }), isParentChosen: true };
}
