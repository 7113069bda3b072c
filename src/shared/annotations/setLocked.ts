import type { Annotation, AnnotationSet } from './annotation';
import { type Edit, editBetween, nameAll } from './annotationEdits';

/** Locks or unlocks annotations. Ids that the set has not are ignored. */
export function setLocked(set: AnnotationSet, ids: readonly number[], isLocked: boolean): Edit {
	const wanted = new Set(ids);
	const changed = set.annotations.filter((one) => wanted.has(one.id) && (one.isLocked === true) !== isLocked);
	const changing = new Set(changed);
	const annotations = set.annotations.map((one) => (changing.has(one) ? withLock(one, isLocked) : one));
	const label = `${isLocked ? 'Lock' : 'Unlock'} ${nameAll(changed, set.categories)}`;
	return editBetween(label, set, { ...set, annotations });
}

function withLock({ isLocked: _, ...rest }: Annotation, isLocked: boolean): Annotation {
	return isLocked ? { ...rest, isLocked } : rest;
}
