import * as vscode from 'vscode';
import { sidecarAddress } from '../../formats/sidecar/sidecarAddress';
import { decodeText } from '../../node/textFile';
import { writeFileAtomically } from '../../node/writeFileAtomically';
import { writeFailure } from './writeFailure';

/** The sidecar of an image. */
export function sidecarUri(image: vscode.Uri): vscode.Uri {
	return image.with(sidecarAddress(image));
}

/** The sidecar's text, or undefined where there is none. */
export async function readSidecar(uri: vscode.Uri): Promise<string | undefined> {
	try {
		return decodeText(await vscode.workspace.fs.readFile(uri));
	} catch (error) {
		if (isNotFound(error)) return undefined;
		throw error;
	}
}

/**
 * Writes the sidecar whole or not at all. Other schemes than `file` do it as their file system can.
 *
 * @throws Error with a sentence that says what to do
 */
export async function writeSidecar(uri: vscode.Uri, text: string): Promise<void> {
	const bytes = new TextEncoder().encode(text);
	try {
		if (uri.scheme === 'file') await writeFileAtomically(uri.fsPath, bytes);
		else await vscode.workspace.fs.writeFile(uri, bytes);
	} catch (error) {
		throw new Error(writeFailure(uri.path.slice(uri.path.lastIndexOf('/') + 1), error));
	}
}

function isNotFound(error: unknown): boolean {
	// Git's file system throws its own FileNotFound for a path that a commit does not have.
	return error instanceof Error && /FileNotFound|EntryNotFound|ENOENT/.test(`${error.name} ${error.message}`);
}
