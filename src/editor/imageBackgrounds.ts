import * as vscode from 'vscode';
import type { ImageEdit } from '../shared/imageEdits/imageEdit';

/**
 * The pictures that edits put behind something, by the names that the edits give them.
 *
 * @throws Error for one outside of the image's folder: the edits come with a file that can be anybody's
 */
export async function readBackgrounds(
	image: vscode.Uri,
	edits: readonly ImageEdit[],
): Promise<Record<string, Uint8Array>> {
	const names = edits.flatMap(({ type, ...edit }) =>
		type === 'background' && 'background' in edit && edit.background.kind === 'image'
			? [edit.background.file]
			: [],
	);
	const entries = names.map(async (name): Promise<[string, Uint8Array]> => {
		const folder = vscode.Uri.joinPath(image, '..');
		const file = vscode.Uri.joinPath(folder, name);
		if (!file.path.startsWith(`${folder.path}/`)) {
			throw new Error(
				vscode.l10n.t(
					'The background {0} is not in the folder of the image, so it was not read. Copy it there, or remove the edit.',
					name,
				),
			);
		}
		return [name, await vscode.workspace.fs.readFile(file)];
	});
	return Object.fromEntries(await Promise.all(entries));
}
