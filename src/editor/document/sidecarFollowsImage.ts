import * as vscode from 'vscode';
import { isImage } from '../imageFile';
import { showWarning } from '../messages';
import { fileNameOf, sidecarUri } from './sidecarStore';

/** What has to be renamed along with images. In a folder that is renamed, sidecars are anyway beside their images. */
export async function sidecarMoves(
	files: vscode.FileWillRenameEvent['files'],
): Promise<vscode.WorkspaceEdit> {
	const edit = new vscode.WorkspaceEdit();
	const listed = new Set(files.map(({ oldUri }) => oldUri.toString()));
	for (const { oldUri, newUri } of files) {
		const from = await movableSidecar(oldUri, listed);
		const to = sidecarUri(newUri);
		if (!from) continue;
		if (!(await isThere(to))) edit.renameFile(from, to);
		else {
			void showWarning(
				vscode.l10n.t(
					'There is a sidecar for the new name already, so the masks of the image that was renamed stay under its old name.',
				),
			);
		}
	}
	return edit;
}

/** What has to be deleted along with images. */
export async function sidecarsOf(files: readonly vscode.Uri[]): Promise<vscode.WorkspaceEdit> {
	const edit = new vscode.WorkspaceEdit();
	const listed = new Set(files.map((uri) => uri.toString()));
	for (const uri of files) {
		const sidecar = await movableSidecar(uri, listed);
		if (sidecar) edit.deleteFile(sidecar, { ignoreIfNotExists: true });
	}
	return edit;
}

/** An image's sidecar, if there is one that the user has not taken along. */
async function movableSidecar(
	image: vscode.Uri,
	listed: ReadonlySet<string>,
): Promise<vscode.Uri | undefined> {
	if (!isImage(fileNameOf(image))) return undefined;
	const sidecar = sidecarUri(image);
	return !listed.has(sidecar.toString()) && (await isThere(sidecar)) ? sidecar : undefined;
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
	return vscode.workspace.fs.stat(uri).then(
		() => true,
		() => false,
	);
}
