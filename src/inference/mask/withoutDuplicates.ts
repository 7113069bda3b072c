/**
 * Goes through `items`, the best first, and keeps each that duplicates none of those kept before.
 *
 * @param max the number of items after which it ends
 */
export function withoutDuplicates<T>(
	items: Iterable<T>,
	isDuplicate: (item: T, kept: T) => boolean,
	max = Number.POSITIVE_INFINITY,
): T[] {
	const kept: T[] = [];
	for (const item of items) {
		if (kept.length >= max) break;
		if (!kept.some((other) => isDuplicate(item, other))) kept.push(item);
	}
	return kept;
}
