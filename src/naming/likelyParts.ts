import type { PartName } from '../shared/protocol/inferenceProtocol';
import { asCalled, type KnownNames } from './asCalled';
import type { Asked, LikelyName } from './likelyNames';

/** These numbers were chosen on photographs that the model was not trained on: docs/naming.md. */
const maxSuggested = 3;
/** Most of the masks that a model finds in a person are of no part that has one of the names. */
const minFirst: Readonly<Record<Asked, number>> = { one: 0.5, many: 0.7 };
const minOther = 0.1;

/**
 * The names of what an encoder sees in a part, the likeliest first; none where it is not sure enough. What the user has a
 * category for is called by that category.
 *
 * @param found the likeliest first
 */
export function likelyParts(
	found: readonly PartName[],
	known: KnownNames,
	asked: Asked = 'one',
): readonly LikelyName[] {
	const [first, ...others] = rankParts(found, known).slice(0, maxSuggested);
	if (!first || first.confidence < minFirst[asked]) return [];
	return [first, ...others.filter(({ confidence }) => confidence >= minOther)];
}

/** All names of what an encoder sees in a part, the likeliest first, however unsure it is. */
export function rankParts(found: readonly PartName[], known: KnownNames): LikelyName[] {
	return asCalled(found, known, 'part').map(({ name, share }) => ({
		...{ name, kind: 'part', confidence: share, isLearned: false },
	}));
}
