import * as vscode from 'vscode';
import { imageMimeTypes } from '../shared/imageMimeTypes';
import type { ImageSource } from '../shared/inference';

/** True for the names that the editor opens. */
export function isImage(fileName: string): boolean {
	return mimeTypeOfName(fileName) !== undefined;
}

/** True for the names of TIFF files; what a file of another name holds, its bytes say. */
export function isTiff(fileName: string): boolean {
	return mimeTypeOfName(fileName) === imageMimeTypes.tiff;
}

/** What the inference process is given to read the image: a path where it is a file, else its bytes. */
export function imageSourceOf(image: vscode.Uri): ImageSource {
	return async () => (image.scheme === 'file' ? image.fsPath : await vscode.workspace.fs.readFile(image));
}

function mimeTypeOfName(name: string): string | undefined {
	return imageMimeTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
}
