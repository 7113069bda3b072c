import type { ObjectName } from '../shared/protocol/inferenceProtocol';

/** A name is for those levels of a click whose score for it is this part of the highest one, chosen on training photographs: docs/naming.md. */
const minPart = 0.7;

/**
 * Without the names that fit another level of the same click better: a detector goes by boxes, and the box of all things
 * at once is like that of the largest of them.
 *
 * @param found at one level, the likeliest first
 * @param others at the other levels
 */
export function fittingNames(
	found: readonly ObjectName[],
	others: readonly (readonly ObjectName[])[],
): readonly ObjectName[] {
	const best = new Map<string, number>();
	for (const { name, score } of others.flat()) best.set(name, Math.max(best.get(name) ?? 0, score));
	return found.filter(({ name, score }) => score >= minPart * (best.get(name) ?? 0));
}
