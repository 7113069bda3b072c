import type { CategoryKind } from '../shared/annotations/annotation';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import { plainName } from '../shared/plainName';

/** The names that there are for the masks of an image. */
export interface KnownNames {
	readonly names: readonly CategoryName[];
	/** Whether no others are wanted: the folder has a list of its own. */
	readonly isClosed: boolean;
}

interface Found {
	readonly name: string;
	/** What others call it, or kinds of it. */
	readonly also?: readonly string[];
}

/**
 * What a model found, by the names that the user has for it; what the user has no name for is left out where no others
 * are wanted.
 *
 * @param kind of names
 */
export function asCalled<T extends Found>(
	found: readonly T[],
	{ names, isClosed }: KnownNames,
	kind: CategoryKind,
): T[] {
	const ofKind = names.filter((one) => one.kind === kind).toReversed();
	const called = new Map(ofKind.map(({ name }) => [plainName(name), name]));
	return found.flatMap((one) => {
		const own = [one.name, ...(one.also ?? [])].map((word) => called.get(plainName(word)));
		const name = own.find((word) => word !== undefined) ?? (isClosed ? undefined : one.name);
		return name === undefined ? [] : [{ ...one, name }];
	});
}

/** The names of a list that a model cannot say. @param words what it knows things of the names' kind by */
export function unknownNames(names: readonly CategoryName[], words: readonly string[]): readonly string[] {
	const known = new Set(words.map(plainName));
	return names.filter(({ name }) => !known.has(plainName(name))).map(({ name }) => name);
}
