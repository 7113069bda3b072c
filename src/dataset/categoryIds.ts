import type { CategoryName } from '../shared/annotations/annotationEdits';
import { categoryKey, type DatasetCategory } from './dataset';

/**
 * A number for each category: the ones they had where all have one of their own, else 1, 2, 3, … in their order.
 */
export function categoryIds(categories: readonly DatasetCategory[]): (category: CategoryName) => number {
	const own = new Set(categories.map(({ id }) => id));
	const keepsOwn = own.size === categories.length && !own.has(undefined);
	const ids = new Map(categories.map((one, i) => [categoryKey(one), keepsOwn ? one.id! : i + 1]));
	return (category) => ids.get(categoryKey(category))!;
}
