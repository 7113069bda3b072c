import type * as vscode from 'vscode';

/** What a file that is made of an image is called at first: `pear.jpg` becomes `pear-cutout.png`. */
export function exportName({ path }: vscode.Uri, suffix: string, extension: string): string {
	const name = path.slice(path.lastIndexOf('/') + 1);
	return `${name.replace(/[.][^.]+$/, '')}-${suffix}.${extension}`;
}
