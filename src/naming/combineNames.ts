import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { LikelyName } from './likelyNames';

const maxSuggested = 3;

/**
 * One list of what masks that look like it are called, and what a detector sees at the mask. Who says a name, and who says
 * it too, count as two witnesses. A name that the user has not used yet comes after those that were learned: where the
 * user's words are others than the detector's, theirs are meant.
 *
 * @param learned, objects each the likeliest first
 * @param known the user's categories
 */
export function combineNames(
	learned: readonly LikelyName[],
	objects: readonly LikelyName[],
	known: readonly CategoryName[],
): readonly LikelyName[] {
	if (objects.length === 0) return learned;
	const used = new Set(known.filter(({ kind }) => kind === 'object').map(({ name }) => name));
	const names = new Map<string, LikelyName>();
	const own = objects.filter(({ name }) => used.has(name));
	for (const one of [...learned.filter(({ kind }) => kind === 'object'), ...own]) {
		const other = names.get(one.name);
		names.set(one.name, other ? { ...other, confidence: eitherOf(other, one) } : one);
	}
	const ofUser = [...names.values()].sort((one, other) => other.confidence - one.confidence);
	const others = objects.filter(({ name }) => !names.has(name));
	return [...ofUser, ...others].slice(0, maxSuggested);
}

const eitherOf = (one: LikelyName, other: LikelyName) => 1 - (1 - one.confidence) * (1 - other.confidence);
