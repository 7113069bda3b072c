import * as vscode from 'vscode';
import { sidecarAddress } from '../../formats/sidecar/sidecarAddress';
import { decodeText, localTextFile, type TextFile } from '../../node/textFile';

/** The sidecar of an image. */
export function sidecarUri(image: vscode.Uri): vscode.Uri {
	return image.with(sidecarAddress(image));
}

export function fileNameOf(uri: vscode.Uri): string {
	return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** A file of any file system as a TextFile. Other schemes than `file` are written as their file system can. */
export function textFileOf(uri: vscode.Uri): TextFile {
	if (uri.scheme === 'file') return localTextFile(uri.fsPath);
	return {
		async read() {
			try {
				return decodeText(await vscode.workspace.fs.readFile(uri));
			} catch (error) {
				if (isNotFound(error)) return undefined;
				throw error;
			}
		},
		async write(text) {
			await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
		},
		// No lock is known that all file systems have.
		lock: (action) => action(),
	};
}

function isNotFound(error: unknown): boolean {
	// Git's file system throws its own FileNotFound for a path that a commit does not have.
	return error instanceof Error && /FileNotFound|EntryNotFound|ENOENT/.test(`${error.name} ${error.message}`);
}
