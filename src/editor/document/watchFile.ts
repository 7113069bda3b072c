import * as vscode from 'vscode';

/** Calls `onChange` when a file is changed, made or removed, by whoever. */
export function watchFile(uri: vscode.Uri, onChange: () => void): vscode.Disposable {
	const folder = vscode.Uri.joinPath(uri, '..');
	const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
	// A name is no pattern: brackets and stars in it stand for themselves.
	const pattern = new vscode.RelativePattern(folder, name.replace(/[[\]{}*?]/g, '[$&]'));
	const watcher = vscode.workspace.createFileSystemWatcher(pattern);
	watcher.onDidChange(onChange);
	watcher.onDidCreate(onChange);
	watcher.onDidDelete(onChange);
	return watcher;
}
