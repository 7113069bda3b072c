import * as vscode from 'vscode';
import { keybindingRows } from './keybindingRows';

type Item = vscode.QuickPickItem & { readonly run?: () => Thenable<unknown> };

/** The sheet of keys: what the pointer does, and every command with its default keys, to read, search or run. */
export async function showKeys(packageJson: unknown): Promise<void> {
	const { l10n } = vscode;
	const isMac = process.platform === 'darwin' && vscode.env.remoteName === undefined;
	const modifier = isMac ? '⌘' : 'Ctrl';
	const pointer: Item[] = [
		{ label: l10n.t('Get masks, or add to the shown one'), description: l10n.t('Click') },
		{ label: l10n.t('Take away from the shown mask'), description: l10n.t('Shift+click, right-click') },
		{ label: l10n.t('Draw a box around a thing'), description: l10n.t('Drag') },
		{ label: l10n.t('Get masks where there is one already'), description: l10n.t('{0}+click', modifier) },
		{ label: l10n.t('Correct a kept mask'), description: l10n.t('Double-click') },
		{ label: l10n.t('Draw a new mask'), description: l10n.t('{0}+drag with a drawing tool', modifier) },
		{ label: l10n.t('Erase with a drawing tool'), description: l10n.t('Alt+drag') },
		{ label: l10n.t('Size of brush, tolerance of wand'), description: l10n.t('{0}+wheel', modifier) },
		{ label: l10n.t('Zoom'), description: l10n.t('Wheel') },
		{ label: l10n.t('Pan'), description: l10n.t('Space+drag') },
		{ label: l10n.t('Finer or coarser level'), description: l10n.t('Alt+wheel') },
		{ label: l10n.t('Finer or coarser, through all masks that were found'), description: l10n.t('Alt+drag') },
	];
	const keys = keybindingRows(packageJson, isMac).map(
		({ command, title, keys }): Item => ({
			label: title,
			description: keys.join(', '),
			run: () => vscode.commands.executeCommand(command),
		}),
	);
	const change: Item = {
		label: l10n.t('Change Keyboard Shortcuts…'),
		run: () => vscode.commands.executeCommand('workbench.action.openGlobalKeybindings', '@ext:strata.strata'),
	};
	const items = [
		separator(l10n.t('Keyboard')),
		...keys,
		separator(l10n.t('Mouse')),
		...pointer,
		separator(''),
		change,
	];
	const choice = await vscode.window.showQuickPick(items, {
		title: l10n.t('Keys of Strata'),
		placeHolder: l10n.t('Search for a key or a command; choose one to run it'),
		matchOnDescription: true,
	});
	await choice?.run?.();
}

function separator(label: string): Item {
	return { label, kind: vscode.QuickPickItemKind.Separator };
}
