import * as vscode from 'vscode';
import type { CategoryKind } from '../shared/annotation';
import type { CategoryName } from '../shared/annotationEdits';

interface Item extends vscode.QuickPickItem {
	readonly choice?: CategoryName;
}

/**
 * Asks what a mask is. What is typed and not yet known is offered as a new object or part.
 *
 * @param known categories used before, the most likely first
 * @param suggestedKind the kind that a new name is offered as first
 * @returns undefined where the user pressed Escape, 'skip' where there is a way to leave this one out
 */
export function pickCategory(options: {
	readonly title: string;
	readonly known: readonly CategoryName[];
	readonly suggestedKind: CategoryKind;
	readonly skipLabel?: string;
}): Promise<CategoryName | 'skip' | undefined> {
	const pick = vscode.window.createQuickPick<Item>();
	pick.title = options.title;
	pick.placeholder = 'Name it: type a new category or choose one';
	pick.matchOnDescription = true;
	const knownItems: Item[] = options.known.map((choice) => ({
		label: choice.name,
		description: choice.kind,
		choice,
	}));
	const skip: Item[] = options.skipLabel ? [{ label: options.skipLabel, alwaysShow: true }] : [];
	const refresh = () => {
		const name = pick.value.trim();
		pick.items = [...newItems(name, options), ...knownItems, ...skip];
	};
	refresh();
	pick.onDidChangeValue(refresh);
	return new Promise((resolve) => {
		pick.onDidAccept(() => {
			const item = pick.activeItems[0];
			// Enter on an empty list (nothing known, nothing typed) keeps asking.
			if (!item) return;
			resolve(item.choice ?? 'skip');
			pick.hide();
		});
		pick.onDidHide(() => {
			resolve(undefined);
			pick.dispose();
		});
		pick.show();
	});
}

function newItems(
	name: string,
	{ known, suggestedKind }: { readonly known: readonly CategoryName[]; readonly suggestedKind: CategoryKind },
): Item[] {
	if (name === '') return [];
	const kinds: CategoryKind[] = suggestedKind === 'object' ? ['object', 'part'] : ['part', 'object'];
	return kinds
		.filter((kind) => !known.some((choice) => choice.name === name && choice.kind === kind))
		.map((kind) => ({ label: name, description: `new ${kind}`, choice: { name, kind }, alwaysShow: true }));
}
