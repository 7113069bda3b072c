/** What lists of an annotation set hold. */
export interface WithId {
	readonly id: number;
}

/** How one list became another. */
export interface Difference<T> {
	/** Those of the list before that are not, as the same object, in the list after. */
	readonly removed: readonly T[];
	/** Those of the list after that were not, as the same object, in the list before. */
	readonly added: readonly T[];
}

/**
 * What is different between two lists, each ordered by id. Entries are immutable: another object is another state. One
 * that changed is in both `removed` and `added`.
 */
export function differenceById<T extends WithId>(before: readonly T[], after: readonly T[]): Difference<T> {
	const removed: T[] = [];
	const added: T[] = [];
	if (before === after) return { removed, added };
	let i = 0;
	let j = 0;
	while (i < before.length || j < after.length) {
		const old = before[i];
		const now = after[j];
		if (old === now) {
			i++;
			j++;
		} else if (now === undefined || (old !== undefined && old.id < now.id)) {
			removed.push(old!);
			i++;
		} else if (old === undefined || now.id < old.id) {
			added.push(now);
			j++;
		} else {
			removed.push(old);
			added.push(now);
			i++;
			j++;
		}
	}
	return { removed, added };
}
