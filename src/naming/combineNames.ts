import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { LikelyName } from './likelyNames';

/** Numbers of this file were chosen on training photographs: docs/naming.md. */
const maxSuggested = 3;
/** From here on, one of the user's own names comes before any that they have not used yet. */
const minSure = 0.6;

/**
 * One list of what masks that look like it are called, and what models see at the mask, the likeliest first. Where
 * several say a name, they count as so many witnesses. One of the user's names that is sure comes before all that they have not
 * used: they may have another word for what the detector sees.
 *
 * @param learned the likeliest first
 * @param found what models see, all of one kind; a name of several models as often
 * @param known the user's categories
 */
export function combineNames(
	learned: readonly LikelyName[],
	found: readonly LikelyName[],
	known: readonly CategoryName[],
): readonly LikelyName[] {
	if (found.length === 0) return learned;
	const wanted = found[0]!.kind;
	const used = new Set(known.filter(({ kind }) => kind === wanted).map(({ name }) => name));
	const names = new Map<string, LikelyName>();
	for (const one of [...learned.filter(({ kind }) => kind === wanted), ...found]) {
		const other = names.get(one.name);
		names.set(one.name, other ? { ...other, confidence: eitherOf(other, one) } : one);
	}
	const isSure = ({ name, confidence }: LikelyName) => used.has(name) && confidence >= minSure;
	return [...names.values()]
		.sort((one, other) => Number(isSure(other)) - Number(isSure(one)) || other.confidence - one.confidence)
		.slice(0, maxSuggested);
}

const eitherOf = (one: LikelyName, other: LikelyName) => 1 - (1 - one.confidence) * (1 - other.confidence);
