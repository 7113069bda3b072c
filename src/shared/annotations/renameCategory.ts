import type { AnnotationSet } from './annotation';
import { type CategoryName, type Edit, editBetween } from './annotationEdits';

/**
 * Calls a category otherwise, for all its annotations; where there is one of the new name already, the two become one.
 * @returns undefined where the set has no such category
 */
export function renameCategory(set: AnnotationSet, from: CategoryName, to: CategoryName): Edit | undefined {
	const old = set.categories.find(({ name, kind }) => name === from.name && kind === from.kind);
	if (!old || (from.name === to.name && from.kind === to.kind)) return undefined;
	const target = set.categories.find(({ name, kind }) => name === to.name && kind === to.kind);
	const label = `Rename ${from.name} to ${to.name}`;
	if (!target) {
		const categories = set.categories.map((one) => (one === old ? { ...one, ...to } : one));
		return editBetween(label, set, { ...set, categories });
	}
	return editBetween(label, set, {
		...set,
		categories: set.categories.filter((one) => one !== old),
		annotations: set.annotations.map((one) =>
			one.categoryId === old.id ? { ...one, categoryId: target.id } : one,
		),
	});
}
