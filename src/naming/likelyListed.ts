import type { ListedName } from '../shared/protocol/inferenceProtocol';
import type { LikelyName } from './likelyNames';

/** These numbers are assumed: no pack that compares masks with words could be had where they were written. */
const maxSuggested = 3;
const minFirstShare = 0.4;
const minOtherShare = 0.1;
/** How often a name is taken to be right of which the model has no doubt: it knows of nothing but what is on the list. */
const trust = 0.8;

/**
 * The names of the user's list that a mask is likely to get, the likeliest first; none where no name has a large enough
 * share.
 *
 * @param found the likeliest first
 */
export function likelyListed(found: readonly ListedName[]): readonly LikelyName[] {
	const [first, ...others] = found.slice(0, maxSuggested);
	if (!first || first.share < minFirstShare) return [];
	return [first, ...others.filter(({ share }) => share >= minOtherShare)].map(({ name, kind, share }) => ({
		...{ name, kind, confidence: trust * share, isLearned: false },
	}));
}
