import * as vscode from 'vscode';

const fileName = 'still-life.jpg';

/**
 * The sample image that comes with the extension, as a copy that masks can be saved beside: an update of the extension
 * replaces its folder.
 */
export async function writableSampleImage({
	extensionUri,
	globalStorageUri,
}: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri'>): Promise<vscode.Uri> {
	const original = vscode.Uri.joinPath(extensionUri, 'media/samples', fileName);
	const folder = vscode.Uri.joinPath(globalStorageUri, 'samples');
	const copy = vscode.Uri.joinPath(folder, fileName);
	await vscode.workspace.fs.createDirectory(folder);
	if (!(await isThere(copy))) await vscode.workspace.fs.copy(original, copy);
	return copy;
}

function isThere(uri: vscode.Uri): Thenable<boolean> {
	return vscode.workspace.fs.stat(uri).then(
		() => true,
		() => false,
	);
}
