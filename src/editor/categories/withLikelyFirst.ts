import type { CategoryName } from '../../shared/annotations/annotationEdits';
import { isSameCategory } from './isSameCategory';
import type { KnownCategory } from './offeredCategories';

/** A name that a mask is likely to get. */
export interface LikelyCategory extends CategoryName {
	/** Whether it was learned from masks that the user named, so that it can be forgotten. */
	readonly isLearned: boolean;
}

/** What can be offered, with the names that a mask is likely to get first, be they among the known ones or not. */
export function withLikelyFirst(
	known: readonly KnownCategory[],
	likely: readonly LikelyCategory[],
	isListed: boolean,
): readonly KnownCategory[] {
	const first = likely.map(
		({ isLearned, ...name }) =>
			known.find((one) => isSameCategory(one, name)) ?? {
				...{ name: name.name, kind: name.kind },
				isForgettable: isLearned,
				isUnlisted: isListed,
			},
	);
	return [...first, ...known.filter((one) => !likely.some((name) => isSameCategory(one, name)))];
}
