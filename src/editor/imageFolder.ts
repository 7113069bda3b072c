import * as vscode from 'vscode';
import { isImage } from './imageFile';

/** The explorer's order: numbers in names by their value. */
export const compareNames = new Intl.Collator(undefined, { numeric: true }).compare;

/** The images beside one, and that one, in the explorer's order. */
export async function imagesBeside(image: vscode.Uri): Promise<vscode.Uri[]> {
	const folder = vscode.Uri.joinPath(image, '..');
	const entries = await vscode.workspace.fs.readDirectory(folder);
	return entries
		.filter(([name, type]) => type & vscode.FileType.File && isImage(name))
		.map(([name]) => name)
		.sort(compareNames)
		.map((name) => vscode.Uri.joinPath(folder, name));
}
