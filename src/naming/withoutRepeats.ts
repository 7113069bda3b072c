import type { LikelyName } from './likelyNames';

/**
 * Likely names without those that a detector gave to a mask and to what contains it: the coat of a person is no second
 * person. Names that were learned stay.
 *
 * @param names by annotation
 * @param parents the annotation that contains each one; absent for those that lie in none
 */
export function withoutRepeats(
	names: ReadonlyMap<number, LikelyName>,
	parents: ReadonlyMap<number, number>,
): Map<number, LikelyName> {
	const isRepeat = (annotation: number, name: string): boolean => {
		const parent = parents.get(annotation);
		return parent !== undefined && (names.get(parent)?.name === name || isRepeat(parent, name));
	};
	return new Map(
		[...names].filter(([annotation, { name, isLearned }]) => isLearned || !isRepeat(annotation, name)),
	);
}
