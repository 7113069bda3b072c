import * as vscode from 'vscode';

/** Asks whose masks to keep when the sidecar changed on disk while there are unsaved ones; true: the file's. */
export async function askWhoseToKeep(sidecarName: string): Promise<boolean> {
	const theirs = 'Take the File’s';
	const answer = await vscode.window.showWarningMessage(
		`${sidecarName} changed on disk, and there are unsaved masks here.`,
		'Keep Mine',
		theirs,
	);
	return answer === theirs;
}

/** Asks before a save would replace what another program wrote; true: replace it. */
export async function confirmOverwrite(sidecarName: string): Promise<boolean> {
	const overwrite = 'Overwrite';
	const answer = await vscode.window.showWarningMessage(
		`${sidecarName} changed on disk since it was read here. Overwrite it with your masks?`,
		{ modal: true },
		overwrite,
	);
	return answer === overwrite;
}
