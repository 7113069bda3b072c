import * as vscode from 'vscode';
import type { CategoryKind } from '../../shared/annotations/annotation';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import { type CategoryChoice, categoryChoices } from './categoryChoices';
import { isSameCategory } from './isSameCategory';
import type { KnownCategory } from './offeredCategories';
import { type LikelyCategory, withLikelyFirst } from './withLikelyFirst';

interface Item extends vscode.QuickPickItem {
	readonly choice?: CategoryChoice<KnownCategory>;
}

/** The user cannot have read the list this soon after it opened, so that changing it then disturbs nobody. */
const unnoticedMs = 200;

interface CategoryOptions {
	readonly title: string;
	/** Categories used before, the likeliest first. */
	readonly known: readonly KnownCategory[];
	/** Names that the mask is likely to get by what it looks like; the pick opens before they are known. */
	readonly likely?: Promise<readonly LikelyCategory[]>;
	/** Called where the user takes a category off the list. */
	readonly forget: (choice: CategoryName) => void;
	/** Whether the folder has a list of its own, so that a new name is not in it. */
	readonly isListed: boolean;
	/** The kind that a new name is offered as first. */
	readonly suggestedKind: CategoryKind;
	/** What the row that skips this mask is called; absent where skipping is not offered. */
	readonly skipLabel?: string;
	/** Ends the question: there is nothing to name any more. */
	readonly signal?: AbortSignal;
}

/**
 * Asks what a mask is. Categories that there are come first; what is typed can also become a new object or part.
 *
 * @returns undefined where the user pressed Escape or the question ended, 'skip' where this one is to be left out
 */
export function pickCategory(options: CategoryOptions): Promise<CategoryName | 'skip' | undefined> {
	const pick = vscode.window.createQuickPick<Item>();
	pick.title = options.title;
	pick.placeholder = vscode.l10n.t('Type a name, or choose one');
	let { known } = options;
	let likely: readonly LikelyCategory[] = [];
	const choices = () =>
		categoryChoices(withLikelyFirst(known, likely, options.isListed), pick.value, options.suggestedKind);
	const refresh = () => {
		const isUntyped = pick.value.trim() === '';
		const items = choices().map((choice) => itemOf(choice, options.isListed));
		const skip: Item[] =
			options.skipLabel && isUntyped
				? [{ label: options.skipLabel, iconPath: new vscode.ThemeIcon('debug-step-over') }]
				: [];
		pick.items = isUntyped ? [...underHeadings(items, likely.length), ...skip] : items;
	};
	refresh();
	const opened = performance.now();
	void options.likely?.then((found) => {
		if (found.length === 0) return;
		// A user who has moved or typed, or is about to press Enter on a row, keeps the list as it is.
		const [active = pick.items[0]] = pick.activeItems;
		const isKept = pick.value !== '' || active !== pick.items[0] || performance.now() - opened > unnoticedMs;
		likely = found;
		refresh();
		const same = isKept && pick.items.find((item) => isSameItem(item, active));
		if (same) pick.activeItems = [same];
	});
	pick.onDidChangeValue(refresh);
	pick.onDidTriggerItemButton(({ item }) => {
		const forgotten = item.choice?.known;
		if (!forgotten) return;
		options.forget(forgotten);
		known = known.filter((one) => !isSameCategory(one, forgotten));
		likely = likely.filter((one) => !isSameCategory(one, forgotten));
		refresh();
	});
	return new Promise((resolve) => {
		pick.onDidAccept(() => {
			const chosen = acceptedBy(pick.activeItems[0], pick.value.trim(), choices());
			// Enter on an empty list (nothing known, nothing typed) keeps asking.
			if (!chosen) return;
			resolve(chosen);
			pick.hide();
		});
		const end = () => pick.hide();
		pick.onDidHide(() => {
			options.signal?.removeEventListener('abort', end);
			resolve(undefined);
			pick.dispose();
		});
		pick.show();
		options.signal?.addEventListener('abort', end);
		if (options.signal?.aborted) end();
	});
}

/** The likely names and the others, each under its heading. */
function underHeadings(items: readonly Item[], likely: number): Item[] {
	if (likely === 0) return [...items];
	const heading = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
	return [
		heading(vscode.l10n.t('Looks like')),
		...items.slice(0, likely),
		heading(vscode.l10n.t('All names')),
		...items.slice(likely),
	];
}

function isSameItem(one: Item, other: Item | undefined): boolean {
	const [name, wanted] = [one.choice?.category, other?.choice?.category];
	return name !== undefined && wanted !== undefined && isSameCategory(name, wanted);
}

/** What Enter means: the item in focus, if the list has already followed what was typed; else the likeliest. */
function acceptedBy(
	active: Item | undefined,
	typed: string,
	choices: readonly CategoryChoice<KnownCategory>[],
): CategoryName | 'skip' | undefined {
	if (active && !active.choice && typed === '') return 'skip';
	const followed = active?.choice?.category;
	const hasFollowed = followed && choices.some(({ category }) => isSameCategory(category, followed));
	return hasFollowed ? followed : choices[0]?.category;
}

function itemOf(choice: CategoryChoice<KnownCategory>, isListed: boolean): Item {
	const { name, kind } = choice.category;
	const unlisted = vscode.l10n.t('not in this folder’s list');
	if (!choice.known) {
		// VS Code sorts by label: one that begins with the name would come before longer names that there are.
		const label =
			kind === 'object' ? vscode.l10n.t('New object: {0}', name) : vscode.l10n.t('New part: {0}', name);
		const iconPath = new vscode.ThemeIcon(isListed ? 'warning' : 'add');
		return { label, iconPath, choice, alwaysShow: true, ...(isListed && { description: unlisted }) };
	}
	const { hotkey, isForgettable, isUnlisted } = choice.known;
	const kindName = kind === 'object' ? vscode.l10n.t('object') : vscode.l10n.t('part');
	const more = isUnlisted ? unlisted : hotkey;
	const forgetButton = {
		iconPath: new vscode.ThemeIcon('close'),
		tooltip: vscode.l10n.t('Forget This Category'),
	};
	return {
		label: name,
		description: more === undefined ? kindName : `${kindName} · ${more}`,
		choice,
		...(isForgettable && { buttons: [forgetButton] }),
	};
}
