import * as vscode from 'vscode';
import type { CategoryList } from '../../formats/categoryList/parseCategoryList';
import type { CategoryName } from '../../shared/annotations/annotationEdits';

/**
 * The category that a digit gives.
 * @returns a sentence where the folder's list has none for it
 */
export function categoryOfDigit(list: CategoryList | undefined, digit: unknown): CategoryName | string {
	const found = list?.find(({ hotkey }) => hotkey === digit);
	if (found) return { name: found.name, kind: found.kind };
	return list
		? vscode.l10n.t('No category of .strata/categories.json has the key {0}.', `${digit}`)
		: vscode.l10n.t('This folder has no .strata/categories.json, so that digits have no categories.');
}
