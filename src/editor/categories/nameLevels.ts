import * as vscode from 'vscode';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import type { NewAnnotation } from '../../shared/annotations/annotationEdits';
import { findExisting, withoutExisting } from '../../shared/annotations/withoutExisting';
import type { Candidate } from '../../shared/candidate';
import type { Prompt } from '../../shared/prompt';
import type { CategoryMemory } from './categoryMemory';
import { pickCategory } from './categoryPick';

/** Over this IoU a level is an annotation that there is. */
const sameIou = 0.9;
/** A single level, which was chosen, is only taken for an annotation where it is all but equal to it. */
const equalIou = 0.98;

interface LevelsToName {
	/** All levels of the answer, kept with each annotation so that its level can be changed later. */
	readonly candidates: readonly Candidate[];
	/** Those that are to become annotations. */
	readonly levels: readonly Candidate[];
	readonly prompts: readonly Prompt[];
	readonly pack: string;
}

/**
 * Asks for the category of each level, the largest first, so that a part is named after its whole. Of several levels,
 * those that are annotations already are left out: whoever takes a whole apart does not want it twice.
 *
 * @param show shows the level that is being asked about
 * @returns the annotations to add; the id of the annotation that a single level is already; undefined where the user
 * pressed Escape or left every level out
 * @throws Error where all of several levels are annotations already
 */
export async function nameLevels(
	{ candidates, levels, prompts, pack }: LevelsToName,
	set: AnnotationSet,
	memory: CategoryMemory,
	show: (level: number) => void,
): Promise<NewAnnotation[] | number | undefined> {
	const [single] = levels;
	if (levels.length === 1) {
		const existing = findExisting(single!, set, equalIou);
		if (existing) {
			sayItExists(set.categories.find(({ id }) => id === existing.categoryId)?.name);
			return existing.id;
		}
	}
	const bySize = levels.toSorted((a, b) => b.area - a.area);
	const chosen = levels.length > 1 ? withoutExisting(bySize, set, sameIou) : bySize;
	if (chosen.length === 0) throw new Error(vscode.l10n.t('All of these levels are kept already.'));
	const ladder = candidates.map(({ level, score, segmentation }) => ({ level, score, segmentation }));
	const named: NewAnnotation[] = [];
	for (const [index, { level, score, segmentation, area, bbox }] of chosen.entries()) {
		const isOneOfMany = chosen.length > 1;
		if (isOneOfMany) show(level);
		const whole = named.at(-1)?.category.name;
		const category = await pickCategory({
			title: isOneOfMany
				? titleOf(index + 1, chosen.length, level, whole)
				: vscode.l10n.t('Keep level {0} as', level),
			known: memory.known(set),
			forget: (name) => memory.forget(name),
			suggestedKind: whole ? 'part' : 'object',
			...(isOneOfMany && { skipLabel: vscode.l10n.t('Leave this level out') }),
		});
		if (category === undefined) return undefined;
		if (category === 'skip') continue;
		named.push({ category, level, score, segmentation, area, bbox, prompts, pack, ladder });
	}
	if (named.length === 0) return undefined;
	for (const { category } of named.toReversed()) memory.remember(category);
	return named;
}

function titleOf(number: number, count: number, level: number, whole: string | undefined): string {
	return whole === undefined
		? vscode.l10n.t('{0} of {1}: level {2}', number, count, level)
		: vscode.l10n.t('{0} of {1}: level {2}, inside {3}', number, count, level, whole);
}

function sayItExists(name: string | undefined): void {
	void vscode.window.setStatusBarMessage(
		vscode.l10n.t('This mask is kept already, as {0}. It is selected now.', name ?? '?'),
		8000,
	);
}
