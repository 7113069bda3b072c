import * as vscode from 'vscode';

interface PickedLevel extends vscode.QuickPickItem {
	/** Absent: all of them. */
	readonly level?: number;
}

/** SAM's number of masks a click: for a model whose own number is only known after a click. */
const defaultLevels = 3;

/**
 * Asks which of all masks are to be added.
 *
 * @param title of the command that asks
 * @param levels how many the model has; absent where it is not known before a click
 * @returns undefined for Escape
 */
export async function pickLevel(title: string, levels = defaultLevels): Promise<PickedLevel | undefined> {
	const items: PickedLevel[] = [
		{
			label: vscode.l10n.t('All Levels'),
			description: vscode.l10n.t('all masks that there are, parts inside wholes'),
		},
	];
	for (let level = 1; level <= levels && levels > 1; level++) {
		const description =
			level === 1
				? vscode.l10n.t('the smallest part at each place')
				: level === levels
					? vscode.l10n.t('the largest whole at each place')
					: '';
		items.push({ label: vscode.l10n.t('Level {0}', level), description, level });
	}
	return vscode.window.showQuickPick(items, {
		title,
		placeHolder: vscode.l10n.t('Choose which masks to add'),
	});
}
