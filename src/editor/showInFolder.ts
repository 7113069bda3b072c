import * as vscode from 'vscode';

/**
 * Shows where a file or folder lies: in the system's file manager, or in VS Code's Explorer where the files are on a
 * server, whose file manager nobody sees.
 */
export async function showInFolder(uri: vscode.Uri): Promise<void> {
	const isOnServer = vscode.env.uiKind === vscode.UIKind.Web || vscode.env.remoteName !== undefined;
	await vscode.commands.executeCommand(isOnServer ? 'revealInExplorer' : 'revealFileInOS', uri);
}
