import { basename } from 'node:path';
import * as vscode from 'vscode';
import { filesBelow, isImageName } from '../../dataset/imageFiles';

/**
 * The folder of an image, with all that is below it, that of the workspace, or another one; undefined for Escape, or where
 * it is on another machine.
 *
 * @param image on the machine that the extension runs on
 */
export async function askSearchedFolder(image: vscode.Uri): Promise<vscode.Uri | undefined> {
	const own = vscode.Uri.joinPath(image, '..');
	const workspace = vscode.workspace.getWorkspaceFolder(image)?.uri;
	const folders = [own, ...(workspace && workspace.path !== own.path ? [workspace] : [])];
	const known = await Promise.all(
		folders.map(async (uri) => {
			const count = (await filesBelow(uri.fsPath, isImageName)).length;
			return { label: basename(uri.fsPath), description: vscode.l10n.t('{0} images', count), uri };
		}),
	);
	const another = { label: vscode.l10n.t('Another Folder…'), description: '', uri: undefined };
	const title = vscode.l10n.t('Find All Like This in Which Folder?');
	const picked = await vscode.window.showQuickPick([...known, another], { title });
	if (!picked || picked.uri) return picked?.uri;
	const [chosen] =
		(await vscode.window.showOpenDialog({
			title,
			canSelectFiles: false,
			canSelectFolders: true,
			defaultUri: own,
		})) ?? [];
	return chosen?.scheme === 'file' ? chosen : undefined;
}
