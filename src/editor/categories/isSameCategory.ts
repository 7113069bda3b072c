import type { CategoryName } from '../../shared/annotations/annotationEdits';

export function isSameCategory(one: CategoryName, other: CategoryName): boolean {
	return one.name === other.name && one.kind === other.kind;
}
