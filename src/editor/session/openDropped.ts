import * as vscode from 'vscode';
import { isImage } from '../imageFile';

/**
 * Opens images that were dropped on the page of an image, in our editor.
 *
 * @param uris as the page says them: the workbench's addresses, which may be any text
 * @throws Error with a sentence where none of them is an image where the open one is
 */
export function openDropped(open: vscode.Uri, uris: readonly string[]): void {
	const images = uris.flatMap((text) => here(text) ?? []).filter(({ scheme }) => scheme === open.scheme);
	if (images.length === 0) {
		throw new Error(
			vscode.l10n.t('What was dropped is no image that Strata opens. Drag an image from the Explorer.'),
		);
	}
	void openAll(images);
}

async function openAll(images: readonly vscode.Uri[]): Promise<void> {
	for (const image of images) await vscode.commands.executeCommand('strata.segmentImage', image);
}

/** The address as extensions know it; undefined for what is no image. */
function here(text: string): vscode.Uri | undefined {
	try {
		const uri = vscode.Uri.parse(text, true);
		if (!isImage(uri.path)) return undefined;
		// To the window, the files of the machine that extensions run on are remote ones.
		return uri.scheme === 'vscode-remote' ? uri.with({ scheme: 'file', authority: '' }) : uri;
	} catch {
		return undefined;
	}
}
