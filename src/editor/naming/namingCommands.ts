import * as vscode from 'vscode';
import type { CountedName } from '../../naming/exampleMemory';
import { askModal, showError, showInfo } from '../messages';
import type { NameMemory } from './nameMemory';

interface Item extends vscode.QuickPickItem {
	readonly counted: CountedName;
}

/** Shows what is remembered of the user's names, and forgets it. */
export function registerNamingCommands(
	memory: NameMemory,
	report: (error: unknown) => void,
): vscode.Disposable {
	const register = (name: string, act: () => Promise<void>) =>
		vscode.commands.registerCommand(`strata.${name}`, () =>
			act().catch((error: unknown) => {
				report(error);
				void showError(error);
			}),
		);
	return vscode.Disposable.from(
		register('showRememberedNames', () => showNames(memory)),
		register('forgetRememberedNames', () => forgetNames(memory)),
	);
}

/** A list of the names, each with a button that forgets it. */
async function showNames(memory: NameMemory): Promise<void> {
	const names = await memory.names();
	if (names.length === 0) {
		void showInfo(nothingRemembered(memory));
		return;
	}
	const pick = vscode.window.createQuickPick<Item>();
	pick.title = vscode.l10n.t('Remembered Names');
	pick.placeholder = vscode.l10n.t('Names that are suggested for masks that look like these');
	pick.items = names.map(itemOf);
	pick.onDidTriggerItemButton(async ({ item }) => {
		pick.items = pick.items.filter((one) => one !== item);
		await memory.forgetName(item.counted);
	});
	pick.onDidAccept(() => pick.hide());
	pick.onDidHide(() => pick.dispose());
	pick.show();
}

function itemOf(counted: CountedName): Item {
	const { name, kind, examples, images } = counted;
	const kindName = kind === 'object' ? vscode.l10n.t('object') : vscode.l10n.t('part');
	const count = vscode.l10n.t('masks: {0}, images: {1}', examples, images);
	const forget = { iconPath: new vscode.ThemeIcon('close'), tooltip: vscode.l10n.t('Forget This Name') };
	return { label: name, description: `${kindName} · ${count}`, counted, buttons: [forget] };
}

async function forgetNames(memory: NameMemory): Promise<void> {
	const names = await memory.names();
	if (names.length === 0) {
		void showInfo(nothingRemembered(memory));
		return;
	}
	const forget = vscode.l10n.t('Forget');
	const answer = await askModal(
		{
			message: vscode.l10n.t('Forget what {0} names look like?', names.length),
			detail: vscode.l10n.t(
				'Masks and categories stay as they are. Names are learned again from images that you open, unless you turn the setting “strata.naming.suggest” off.',
			),
		},
		forget,
	);
	if (answer === forget) await memory.forgetAll();
}

function nothingRemembered(memory: NameMemory): string {
	return memory.isOn
		? vscode.l10n.t(
				'No names are remembered yet. Keep a mask and name it; masks that look like it are then suggested that name.',
			)
		: vscode.l10n.t(
				'Names are not remembered here: the setting “strata.naming.suggest” is off, or this workspace is not trusted.',
			);
}
