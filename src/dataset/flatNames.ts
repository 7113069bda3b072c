import { categoryKey, type DatasetCategory } from './dataset';
import type { Losses } from './losses';

/** One list of names, for formats that do not separate objects from parts. */
export interface FlatNames {
	readonly names: readonly string[];
	/** By `categoryKey` the index into `names`. */
	readonly indexOf: ReadonlyMap<string, number>;
}

/** Joins both kinds of categories into one list; those of one name become one, and that is counted. */
export function flatNames(categories: readonly DatasetCategory[], losses: Losses): FlatNames {
	const names: string[] = [];
	const indexOf = new Map<string, number>();
	for (const category of categories) {
		let index = names.indexOf(category.name);
		if (index >= 0) losses.add('categoriesMerged');
		else index = names.push(category.name) - 1;
		indexOf.set(categoryKey(category), index);
	}
	return { names, indexOf };
}
