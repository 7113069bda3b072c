import type { CategoryKind } from '../../shared/annotations/annotation';
import type { CategoryName } from '../../shared/annotations/annotationEdits';

/** A category that a pick offers. */
export interface CategoryChoice<T extends CategoryName> {
	/** The known category; absent where it would be a new one. */
	readonly known?: T;
	readonly category: CategoryName;
}

/**
 * What a pick offers for what was typed, the likeliest first: known categories of that very name, then those that
 * begin with it, then those that have it somewhere, each in their given order but the suggested kind first among equal
 * names; last of all a new category of either kind, unless there is one of that name and kind.
 *
 * @param known the categories used before, the likeliest first
 */
export function categoryChoices<T extends CategoryName>(
	known: readonly T[],
	typed: string,
	suggestedKind: CategoryKind,
): CategoryChoice<T>[] {
	const name = typed.trim();
	const choices = known.map((one) => ({ known: one, category: { name: one.name, kind: one.kind } }));
	if (name === '') return choices;
	const matching = choices
		.map((choice) => ({ choice, rank: rankOf(choice.category, name, suggestedKind) }))
		.filter(({ rank }) => rank !== undefined)
		.sort((a, b) => a.rank! - b.rank!)
		.map(({ choice }) => choice);
	const kinds: CategoryKind[] = suggestedKind === 'object' ? ['object', 'part'] : ['part', 'object'];
	const added = kinds
		.filter((kind) => !known.some((one) => one.name === name && one.kind === kind))
		.map((kind) => ({ category: { name, kind } }));
	return [...matching, ...added];
}

/** Lower is likelier; undefined where the category has nothing to do with what was typed. */
function rankOf(
	{ name, kind }: CategoryName,
	typed: string,
	suggestedKind: CategoryKind,
): number | undefined {
	const isOtherKind = kind === suggestedKind ? 0 : 1;
	const [have, want] = [name.toLowerCase(), typed.toLowerCase()];
	if (name === typed) return isOtherKind;
	if (have === want) return 2 + isOtherKind;
	if (have.startsWith(want)) return 4;
	return have.includes(want) ? 5 : undefined;
}
