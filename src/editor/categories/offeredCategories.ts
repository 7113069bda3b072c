import type { CategoryList } from '../../formats/categoryList/parseCategoryList';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import { isSameCategory } from './isSameCategory';

/** A category that can be offered. */
export interface KnownCategory extends CategoryName {
	/** Whether it is remembered only, so that it can be forgotten (a name mistyped and undone). */
	readonly isForgettable: boolean;
	/** Whether the folder has a list and this is not in it. */
	readonly isUnlisted: boolean;
	/** The digit that gives it to the selected annotation. */
	readonly hotkey?: number;
}

interface Offer {
	/** The folder's own list; undefined where it has none. */
	readonly list: CategoryList | undefined;
	/** The categories used before, the last one first. */
	readonly remembered: readonly CategoryName[];
	/** Those of the image's own file. */
	readonly present: readonly CategoryName[];
	/** The name of the object that the mask lies in. */
	readonly whole?: string | undefined;
}

/**
 * All categories that can be offered, the likeliest first. Where the folder has a list, its categories come first: the
 * parts that the whole may have, then those used last, then the others as they are listed.
 */
export function offeredCategories({ list, remembered, present, whole }: Offer): KnownCategory[] {
	const parts = new Set(list?.find(({ name, kind }) => kind === 'object' && name === whole)?.parts);
	const used = (one: CategoryName) => {
		const at = remembered.findIndex((entry) => isSameCategory(entry, one));
		return at < 0 ? remembered.length : at;
	};
	const listed = (list ?? []).toSorted(
		(one, other) => Number(isPart(other, parts)) - Number(isPart(one, parts)) || used(one) - used(other),
	);
	const others = [...remembered, ...present].filter(
		(one, i, all) =>
			!listed.some((entry) => isSameCategory(entry, one)) &&
			all.findIndex((entry) => isSameCategory(entry, one)) === i,
	);
	return [
		...listed.map(({ name, kind, hotkey }) => ({
			...{ name, kind, isForgettable: false, isUnlisted: false },
			...(hotkey !== undefined && { hotkey }),
		})),
		...others.map(({ name, kind }) => ({
			...{ name, kind, isUnlisted: list !== undefined },
			isForgettable: !present.some((category) => isSameCategory(category, { name, kind })),
		})),
	];
}

function isPart({ name, kind }: CategoryName, parts: ReadonlySet<string>): boolean {
	return kind === 'part' && parts.has(name);
}
