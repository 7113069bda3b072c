import * as vscode from 'vscode';

/** Whether a folder is part of a workspace that the user has not trusted: no model is loaded from there. */
export function isInUntrustedWorkspace(folder: vscode.Uri): boolean {
	return !vscode.workspace.isTrusted && vscode.workspace.getWorkspaceFolder(folder) !== undefined;
}
