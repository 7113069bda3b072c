import * as vscode from 'vscode';
import type { AnnotationSet, CategoryKind } from '../shared/annotations/annotation';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import { uncategorised } from '../shared/everything';
import { isSameCategory } from './categories/isSameCategory';

/** What can be listed. */
export interface ListableNames {
	/** Those of the user, the likeliest first. */
	readonly known: readonly CategoryName[];
	readonly isListed: boolean;
	/** Those that are known without being taught. */
	readonly everyday: readonly CategoryName[];
}

/** What was ticked last in this window: the next image is likely of the same. */
let last: readonly CategoryName[] = [];

/**
 * Asks which categories are looked for. Ticked are those of the folder's list or else those that were ticked last, or that
 * the image has.
 *
 * @returns undefined where the user pressed Escape, or ticked none
 */
export async function askListed(
	{ known, isListed, everyday }: ListableNames,
	kinds: readonly CategoryKind[],
	{ categories }: AnnotationSet,
): Promise<readonly CategoryName[] | undefined> {
	const own = known.filter((one) => kinds.includes(one.kind) && !isSameCategory(one, uncategorised));
	const others = isListed
		? []
		: everyday.filter((one) => kinds.includes(one.kind) && !own.some((known) => isSameCategory(known, one)));
	const wanted = isListed ? own : last.length > 0 ? last : categories;
	const rowOf = ({ name, kind }: CategoryName) => ({
		label: name,
		description: kind === 'object' ? vscode.l10n.t('object') : vscode.l10n.t('part'),
		picked: wanted.some((one) => isSameCategory(one, { name, kind })),
		category: { name, kind },
	});
	const heading = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
	const rows = [
		...(own.length > 0 ? [heading(vscode.l10n.t('Your categories')), ...own.map(rowOf)] : []),
		...(others.length > 0 ? [heading(vscode.l10n.t('Everyday things')), ...others.map(rowOf)] : []),
	];
	const chosen = await vscode.window.showQuickPick(rows, {
		title: vscode.l10n.t('Categories to Look For'),
		placeHolder: vscode.l10n.t(
			'Masks of all categories that are ticked are found and named; nothing else is',
		),
		canPickMany: true,
	});
	const listed = chosen?.flatMap((row) => ('category' in row ? [row.category] : [])) ?? [];
	if (listed.length === 0) return undefined;
	last = listed;
	return listed;
}
