import type { ObjectName } from '../shared/protocol/inferenceProtocol';
import { asCalled, type KnownNames } from './asCalled';
import type { Asked, LikelyName } from './likelyNames';

/** All numbers of this file were chosen on training photographs: docs/naming.md. */
const maxSuggested = 3;
/** With a score from here on, nine in ten of the first names of true masks are right, eight in ten of found ones. */
const minFirstScore: Readonly<Record<Asked, number>> = { one: 0.25, many: 0.3 };
const minOther = 0.1;
/** A logistic regression of whether a name is right, on the odds of its score. */
const bias = 1.51;
const oddsWeight = 0.8;
/** Beyond this score a name is certain, or out of the question. */
const minOddsScore = 1e-3;

/**
 * The names of what a detector sees at a mask, the likeliest first; none where it is not sure enough. What the user has a
 * category for is called by that category.
 *
 * @param found the likeliest first
 */
export function likelyObjects(
	found: readonly ObjectName[],
	known: KnownNames,
	asked: Asked = 'one',
): readonly LikelyName[] {
	const ranked = asCalled(found, known, 'object');
	if ((ranked[0]?.score ?? 0) < minFirstScore[asked]) return [];
	return rankObjects(ranked, known)
		.slice(0, maxSuggested)
		.filter(({ confidence }) => confidence >= minOther);
}

/** All names of what a detector sees, the likeliest first, however unsure it is. */
export function rankObjects(found: readonly ObjectName[], known: KnownNames): LikelyName[] {
	return asCalled(found, known, 'object').map(({ name, score }) => ({
		...{ name, kind: 'object', confidence: objectConfidence(score), isLearned: false },
	}));
}

/** How often a name is right that a detector gives such a score, 0 to 1. */
export function objectConfidence(score: number): number {
	const inRange = Math.min(1 - minOddsScore, Math.max(minOddsScore, score));
	return 1 / (1 + Math.exp(-bias - oddsWeight * Math.log(inRange / (1 - inRange))));
}
