import * as vscode from 'vscode';
import type { CategoryKind } from '../../shared/annotations/annotation';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import type { KnownCategory } from './categoryMemory';

interface Item extends vscode.QuickPickItem {
	readonly choice?: CategoryName;
}

interface CategoryOptions {
	readonly title: string;
	/** Categories used before, the most likely first. */
	readonly known: readonly KnownCategory[];
	/** Called where the user takes a category off the list. */
	readonly forget: (choice: CategoryName) => void;
	/** The kind that a new name is offered as first. */
	readonly suggestedKind: CategoryKind;
	/** How the way to leave this one out is called; absent where there is none. */
	readonly skipLabel?: string;
}

const forgetButton: vscode.QuickInputButton = {
	iconPath: new vscode.ThemeIcon('close'),
	tooltip: 'Forget This Category',
};

/**
 * Asks what a mask is. What is typed and not yet known is offered as a new object or part.
 *
 * @returns undefined where the user pressed Escape, 'skip' where there is a way to leave this one out
 */
export function pickCategory(options: CategoryOptions): Promise<CategoryName | 'skip' | undefined> {
	const pick = vscode.window.createQuickPick<Item>();
	pick.title = options.title;
	pick.placeholder = 'Name it: type a new category or choose one';
	let knownItems: Item[] = options.known.map(({ name, kind, isForgettable }) => ({
		label: name,
		description: kind,
		choice: { name, kind },
		...(isForgettable && { buttons: [forgetButton] }),
	}));
	const skip: Item[] = options.skipLabel ? [{ label: options.skipLabel }] : [];
	const refresh = () => {
		const name = pick.value.trim();
		pick.items = [...newItems(name, options), ...knownItems, ...(name === '' ? skip : [])];
	};
	refresh();
	pick.onDidChangeValue(refresh);
	pick.onDidTriggerItemButton(({ item }) => {
		if (item.choice) options.forget(item.choice);
		knownItems = knownItems.filter(({ choice }) => choice !== item.choice);
		refresh();
	});
	return new Promise((resolve) => {
		pick.onDidAccept(() => {
			const chosen = chosenBy(pick.value.trim(), pick.activeItems[0], options);
			// Enter on an empty list (nothing known, nothing typed) keeps asking.
			if (!chosen) return;
			resolve(chosen);
			pick.hide();
		});
		pick.onDidHide(() => {
			resolve(undefined);
			pick.dispose();
		});
		pick.show();
	});
}

/**
 * What Enter means. Who types fast presses it before the list has followed: then the name that was typed counts, not
 * the item that happened to be first.
 */
function chosenBy(
	typed: string,
	active: Item | undefined,
	{ known, suggestedKind }: CategoryOptions,
): CategoryName | 'skip' | undefined {
	const follows = active?.choice?.name.toLowerCase().includes(typed.toLowerCase());
	if (typed === '') return active && (active.choice ?? 'skip');
	if (active?.choice && follows) return active.choice;
	const sameName = known.filter(({ name }) => name === typed);
	return (
		sameName.find(({ kind }) => kind === suggestedKind) ?? sameName[0] ?? { name: typed, kind: suggestedKind }
	);
}

function newItems(name: string, { known, suggestedKind }: CategoryOptions): Item[] {
	if (name === '') return [];
	const kinds: CategoryKind[] = suggestedKind === 'object' ? ['object', 'part'] : ['part', 'object'];
	return kinds
		.filter((kind) => !known.some((choice) => choice.name === name && choice.kind === kind))
		.map((kind) => ({ label: name, description: `new ${kind}`, choice: { name, kind }, alwaysShow: true }));
}
