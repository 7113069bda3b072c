import type { ListedCategory } from '../../formats/categoryList/categoryListShape';
import type { CategoryList } from '../../formats/categoryList/parseCategoryList';
import type { CountedCategory } from '../../formats/sidecar/sidecarSummary';
import type { CategoryName } from '../../shared/annotations/annotationEdits';

/** A category of a folder, with how many masks of the folder's images have it. */
export interface FolderCategory extends CategoryName {
	readonly count: number;
	/** What the folder's list says of it. */
	readonly listed?: ListedCategory;
	/** The folder has a list, and this is not in it. */
	readonly isUnlisted: boolean;
}

/** The categories of a folder: those of its list in their order, then the others, the most used first. */
export function folderCategories(
	list: CategoryList | undefined,
	used: readonly CountedCategory[],
): FolderCategory[] {
	const counts = new Map<string, { readonly category: CategoryName; count: number }>();
	for (const { name, kind, count } of used) {
		const key = `${kind}\n${name}`;
		const before = counts.get(key)?.count ?? 0;
		counts.set(key, { category: { name, kind }, count: before + count });
	}
	const listed = (list ?? []).map((one): FolderCategory => {
		const key = `${one.kind}\n${one.name}`;
		const count = counts.get(key)?.count ?? 0;
		counts.delete(key);
		return { name: one.name, kind: one.kind, count, listed: one, isUnlisted: false };
	});
	const others = [...counts.values()]
		.sort((a, b) => b.count - a.count || (a.category.name < b.category.name ? -1 : 1))
		.map(({ category, count }): FolderCategory => ({ ...category, count, isUnlisted: list !== undefined }));
	return [...listed, ...others];
}

/** The list with one category called otherwise; the two become one where the other name is listed too. */
export function renamedInList(list: CategoryList, from: CategoryName, to: CategoryName): CategoryList {
	const is = (one: CategoryName, other: CategoryName) => one.name === other.name && one.kind === other.kind;
	const hasTarget = list.some((one) => is(one, to));
	const renamed = list.flatMap((one) => {
		if (!is(one, from)) return [one];
		return hasTarget ? [] : [{ ...one, name: to.name, kind: to.kind }];
	});
	if (from.kind !== 'part') return renamed;
	// Objects that may have the part may have it under its new name.
	return renamed.map((one) =>
		one.parts?.includes(from.name)
			? { ...one, parts: [...new Set(one.parts.map((part) => (part === from.name ? to.name : part)))] }
			: one,
	);
}
