import * as vscode from 'vscode';
import type { AnnotationSet, CategoryKind } from '../../shared/annotations/annotation';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import type { NamedWhole } from '../../shared/annotations/namedWhole';
import { namedWholeOf } from '../../shared/annotations/namedWholes';
import { withoutExisting } from '../../shared/annotations/withoutExisting';
import type { Candidate } from '../../shared/candidate';
import type { CategorySource } from './categoryMemory';
import { pickCategory } from './categoryPick';
import type { LikelyCategory } from './withLikelyFirst';

/** The names that a mask is likely to get by what it looks like; never rejects. */
export type LikelyNames = (
	mask: Candidate,
	suggestedKind: CategoryKind,
	whole: NamedWhole | undefined,
) => Promise<readonly LikelyCategory[]>;

/** Over this IoU a level is an annotation that there is. */
const sameIou = 0.9;

/**
 * Asks for the category of one mask.
 *
 * @param mask undefined where it is not known yet
 * @param signal ends the question
 * @returns undefined where the user pressed Escape, or the question ended
 */
export async function nameLevel(
	mask: Candidate | undefined,
	set: AnnotationSet,
	source: CategorySource,
	likely: LikelyNames,
	signal: AbortSignal,
): Promise<CategoryName | undefined> {
	const whole = mask && namedWholeOf(mask.segmentation, set);
	const category = await pickCategory({
		title:
			whole === undefined
				? vscode.l10n.t('Keep the mask as')
				: vscode.l10n.t('Keep the mask inside {0} as', whole.name),
		...optionsOf(set, source, whole?.name, mask && ((kind) => likely(mask, kind, whole))),
		signal,
	});
	if (category === undefined || category === 'skip') return undefined;
	source.remember(category);
	return category;
}

/**
 * Asks for the category of each level, the largest first, so that a part is named after its whole. Levels that are
 * annotations already are left out: whoever takes a whole apart does not want it twice.
 *
 * @param show shows the level that is being asked about
 * @returns the levels that were named; undefined where the user pressed Escape
 * @throws Error where all levels are annotations already
 */
export async function nameLevels(
	levels: readonly Candidate[],
	set: AnnotationSet,
	source: CategorySource,
	likely: LikelyNames,
	show: (level: number) => void,
): Promise<{ level: Candidate; category: CategoryName }[] | undefined> {
	const bySize = levels.toSorted((a, b) => b.area - a.area);
	const open = withoutExisting(bySize, set, sameIou);
	if (open.length === 0) throw new Error(vscode.l10n.t('All of these levels are kept already.'));
	const named: { level: Candidate; category: CategoryName }[] = [];
	for (const [index, level] of open.entries()) {
		show(level.level);
		const larger = named.at(-1);
		const whole = larger
			? { name: larger.category.name, segmentation: larger.level.segmentation }
			: namedWholeOf(level.segmentation, set);
		const category = await pickCategory({
			title:
				whole === undefined
					? vscode.l10n.t('{0} of {1}: level {2}', index + 1, open.length, level.level)
					: vscode.l10n.t(
							'{0} of {1}: level {2}, inside {3}',
							index + 1,
							open.length,
							level.level,
							whole.name,
						),
			...optionsOf(set, source, whole?.name, (kind) => likely(level, kind, whole)),
			...(open.length > 1 && { skipLabel: vscode.l10n.t('Leave this level out') }),
		});
		if (category === undefined) return undefined;
		if (category !== 'skip') named.push({ level, category });
	}
	for (const { category } of named.toReversed()) source.remember(category);
	return named;
}

function optionsOf(
	set: AnnotationSet,
	source: CategorySource,
	whole: string | undefined,
	likely: ((kind: CategoryKind) => ReturnType<LikelyNames>) | undefined,
) {
	const suggestedKind: CategoryKind = whole === undefined ? 'object' : 'part';
	return {
		known: source.known(set, whole),
		isListed: source.isListed,
		forget: (name: CategoryName) => source.forget(name),
		suggestedKind,
		...(likely && { likely: likely(suggestedKind) }),
	};
}
