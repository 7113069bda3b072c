import type { Annotation, AnnotationSet } from './annotation';
import { type Edit, editBetween, nameAll } from './annotationEdits';

export type AnnotationFlag = 'isHidden' | 'isLocked';

const verbs: Readonly<Record<AnnotationFlag, readonly [set: string, clear: string]>> = {
	isHidden: ['Hide', 'Show'],
	isLocked: ['Lock', 'Unlock'],
};

/** Hides, locks, shows or unlocks annotations. Ids that the set has not are ignored. */
export function setFlag(
	set: AnnotationSet,
	ids: readonly number[],
	flag: AnnotationFlag,
	isSet: boolean,
): Edit {
	const wanted = new Set(ids);
	const changed = set.annotations.filter((one) => wanted.has(one.id) && (one[flag] === true) !== isSet);
	const changing = new Set(changed);
	const annotations = set.annotations.map((one) => (changing.has(one) ? withFlag(one, flag, isSet) : one));
	const label = `${verbs[flag][isSet ? 0 : 1]} ${nameAll(changed, set.categories)}`;
	return editBetween(label, set, { ...set, annotations });
}

function withFlag(annotation: Annotation, flag: AnnotationFlag, isSet: boolean): Annotation {
	const { [flag]: _, ...rest } = annotation;
	return isSet ? { ...rest, [flag]: true } : rest;
}
