import type { CategoryName } from '../../shared/annotations/annotationEdits';
import { isSameCategory } from './isSameCategory';
import type { KnownCategory } from './offeredCategories';

/** What can be offered, with the names that a mask is likely to get first, be they among the known ones or not. */
export function withLikelyFirst(
	known: readonly KnownCategory[],
	likely: readonly CategoryName[],
	isListed: boolean,
): readonly KnownCategory[] {
	const first = likely.map(
		(name) =>
			known.find((one) => isSameCategory(one, name)) ?? {
				...{ name: name.name, kind: name.kind },
				isForgettable: true,
				isUnlisted: isListed,
			},
	);
	return [...first, ...known.filter((one) => !likely.some((name) => isSameCategory(one, name)))];
}
