import * as vscode from 'vscode';
import { annotationOrders } from './annotationRows';
import type { AnnotationTree } from './annotationTree';

/** The commands of the Annotations view's title: filter and order. */
export function registerAnnotationsViewCommands(tree: AnnotationTree): vscode.Disposable {
	const commands = {
		filterAnnotations: () => filter(tree),
		clearAnnotationsFilter: () => tree.setFilter(''),
		sortAnnotations: () => sort(tree),
	};
	return vscode.Disposable.from(
		...Object.entries(commands).map(([name, act]) => vscode.commands.registerCommand(`strata.${name}`, act)),
	);
}

/** The tree follows while one types; Escape leaves it as it was. */
function filter(tree: AnnotationTree): void {
	const before = tree.filterText;
	const input = vscode.window.createInputBox();
	input.title = vscode.l10n.t('Filter Annotations');
	input.placeholder = vscode.l10n.t('A part of the category’s name; empty: all');
	input.value = before;
	let isAccepted = false;
	input.onDidChangeValue((text) => tree.setFilter(text));
	input.onDidAccept(() => {
		isAccepted = true;
		input.hide();
	});
	input.onDidHide(() => {
		tree.setFilter(isAccepted ? input.value : before);
		input.dispose();
	});
	input.show();
}

async function sort(tree: AnnotationTree): Promise<void> {
	const names = {
		order: vscode.l10n.t('As they were made'),
		name: vscode.l10n.t('By category'),
		area: vscode.l10n.t('By area, the largest first'),
	};
	const items = annotationOrders.map((order) => ({
		label: names[order],
		order,
		...(order === tree.order && { description: vscode.l10n.t('now') }),
	}));
	const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort Annotations') });
	if (chosen) await tree.sort(chosen.order);
}
