import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { showWarning } from '../messages';

/** Whether a file lies in a folder, or is it. */
export function isInFolder(file: vscode.Uri, folder: vscode.Uri): boolean {
	return (
		file.scheme === folder.scheme &&
		(file.path === folder.path || file.path.startsWith(`${folder.path.replace(/\/$/, '')}/`))
	);
}

/**
 * The folder that was clicked in the explorer, the only one of the workspace, or the one that the user picks; undefined
 * for Escape. Only folders of the machine that the extension runs on can be read as a whole.
 */
export async function askFolder(target: unknown, title: string): Promise<vscode.Uri | undefined> {
	if (target instanceof vscode.Uri) return onThisMachine(target);
	const folders = vscode.workspace.workspaceFolders ?? [];
	if (folders.length === 1) return onThisMachine(folders[0]!.uri);
	if (folders.length > 1) {
		const picked = await vscode.window.showWorkspaceFolderPick({ placeHolder: title });
		return picked && onThisMachine(picked.uri);
	}
	const [chosen] =
		(await vscode.window.showOpenDialog({ title, canSelectFiles: false, canSelectFolders: true })) ?? [];
	return chosen && onThisMachine(chosen);
}

function onThisMachine(uri: vscode.Uri): vscode.Uri | undefined {
	if (uri.scheme === 'file') return uri;
	void showWarning(
		vscode.l10n.t('Datasets can only be read and written in folders of the machine that Strata runs on.'),
	);
	return undefined;
}

/** The folder of a file; a folder itself. */
export async function folderOf(uri: vscode.Uri): Promise<vscode.Uri> {
	return (await stat(uri.fsPath)).isDirectory() ? uri : vscode.Uri.joinPath(uri, '..');
}
