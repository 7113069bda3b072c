import { uncategorised } from '../everything';
import type { Annotation, AnnotationSet, Category } from './annotation';
import { type CategoryName, changeCategories, type Edit, editBetween, editMany } from './annotationEdits';

/** Whether nobody has named the annotation yet. */
export function unnamedIn({ categories }: AnnotationSet): (annotation: Annotation) => boolean {
	const unnamed = new Set(categories.filter(isUnnamed).map(({ id }) => id));
	return ({ categoryId }) => unnamed.has(categoryId);
}

const isUnnamed = ({ name, kind }: Category) => name === uncategorised.name && kind === uncategorised.kind;

/** Suggests names for annotations, by id, in place of what was suggested before. Ids that the set has not are ignored. */
export function suggestNames(set: AnnotationSet, names: ReadonlyMap<number, CategoryName>): Edit {
	const annotations = set.annotations.map((one) => {
		const name = names.get(one.id);
		const isSame = name?.name === one.suggested?.name && name?.kind === one.suggested?.kind;
		return name && !isSame ? { ...one, suggested: { name: name.name, kind: name.kind } } : one;
	});
	return editBetween(`Suggest ${names.size} Names`, set, { ...set, annotations });
}

/** Gives annotations the names that are suggested for them. Those that have none are left as they are. */
export function acceptSuggestions(set: AnnotationSet, ids: readonly number[]): Edit {
	const wanted = new Set(ids);
	const groups = new Map<string, { readonly name: CategoryName; readonly ids: number[] }>();
	for (const { id, suggested } of set.annotations) {
		if (!suggested || !wanted.has(id)) continue;
		const key = `${suggested.kind} ${suggested.name}`;
		const group = groups.get(key);
		if (group) group.ids.push(id);
		else groups.set(key, { name: suggested, ids: [id] });
	}
	const count = [...groups.values()].reduce((sum, group) => sum + group.ids.length, 0);
	return editMany(
		`Accept ${count} Names`,
		set,
		[...groups.values()].map((group) => (before) => changeCategories(before, group.ids, group.name)),
	);
}

/** Takes suggestions away; the annotations stay without a name. */
export function rejectSuggestions(set: AnnotationSet, ids: readonly number[]): Edit {
	const wanted = new Set(ids);
	const rejected = set.annotations.filter(({ id, suggested }) => suggested && wanted.has(id));
	const changing = new Set(rejected);
	const annotations = set.annotations.map((one) => (changing.has(one) ? withoutSuggestion(one) : one));
	return editBetween(`Reject ${rejected.length} Names`, set, { ...set, annotations });
}

function withoutSuggestion({ suggested: _, ...rest }: Annotation): Annotation {
	return rest;
}
