import * as vscode from 'vscode';
import { imageMimeTypes } from '../shared/imageMimeTypes';
import type { ImageSource } from '../shared/inference';

/** Formats that every webview shows as they are; the others may move, or are not known to browsers. */
const shownAsTheyAre = new Set(['image/png', 'image/jpeg', 'image/bmp', 'image/avif']);

/** How the image's bytes are to be called, by its name. */
export function mimeTypeOf(image: vscode.Uri): string {
	return mimeTypeOfName(image.path) ?? 'application/octet-stream';
}

/** True for the names that the editor opens. */
export function isImage(fileName: string): boolean {
	return mimeTypeOfName(fileName) !== undefined;
}

export function isShownAsItIs(image: vscode.Uri): boolean {
	return shownAsTheyAre.has(mimeTypeOf(image));
}

/** What the inference process is given to read the image: a path where it is a file, else its bytes. */
export function imageSourceOf(image: vscode.Uri): ImageSource {
	return async () => (image.scheme === 'file' ? image.fsPath : await vscode.workspace.fs.readFile(image));
}

function mimeTypeOfName(name: string): string | undefined {
	return imageMimeTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
}
