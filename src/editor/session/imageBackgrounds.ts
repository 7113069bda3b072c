import * as vscode from 'vscode';
import type { ImageEdit } from '../../shared/imageEdits/imageEdit';
import { imageMimeTypes } from '../../shared/imageMimeTypes';

/** The pictures that edits put behind something, by the names that the edits give them. */
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
		const file = await findBackground(image, name);
		return [name, await vscode.workspace.fs.readFile(file)];
	});
	return Object.fromEntries(await Promise.all(entries));
}

/**
 * Where a picture lies that an edit puts behind something.
 *
 * @param name as the edit has it: a path from the folder of the image
 * @throws Error with a sentence where it is not there, or outside of the image's folder: the edits come with a file
 * that can be anybody's
 */
export async function findBackground(image: vscode.Uri, name: string): Promise<vscode.Uri> {
	const folder = vscode.Uri.joinPath(image, '..');
	const file = vscode.Uri.joinPath(folder, name);
	if (nameInFolder(folder, file) === undefined) {
		throw new Error(
			vscode.l10n.t(
				'The background {0} is not in the folder of the image, so it was not read. Copy it there, or remove the edit.',
				name,
			),
		);
	}
	const isThere = await vscode.workspace.fs.stat(file).then(
		() => true,
		() => false,
	);
	if (isThere) return file;
	throw new Error(
		vscode.l10n.t('The background {0} was not found. Put it back, or choose another picture.', name),
	);
}

/**
 * Has the user choose a picture in the folder of the image, or below.
 *
 * @returns its path from that folder; undefined where the user cancelled
 * @throws Error with a sentence where it lies elsewhere
 */
export async function askBackground(image: vscode.Uri): Promise<string | undefined> {
	const folder = vscode.Uri.joinPath(image, '..');
	const [file] =
		(await vscode.window.showOpenDialog({
			title: vscode.l10n.t('Choose Background'),
			openLabel: vscode.l10n.t('Choose'),
			defaultUri: folder,
			filters: { [vscode.l10n.t('Images')]: Object.keys(imageMimeTypes) },
		})) ?? [];
	if (!file) return undefined;
	const name = nameInFolder(folder, file);
	if (name !== undefined) return name;
	throw new Error(
		vscode.l10n.t(
			'{0} is not in the folder of the image, where it would be found again. Copy it there and choose it again.',
			file.path.slice(file.path.lastIndexOf('/') + 1),
		),
	);
}

function nameInFolder(folder: vscode.Uri, file: vscode.Uri): string | undefined {
	const inside = `${folder.path}/`;
	const isInside = file.scheme === folder.scheme && file.authority === folder.authority;
	return isInside && file.path.startsWith(inside) ? file.path.slice(inside.length) : undefined;
}
