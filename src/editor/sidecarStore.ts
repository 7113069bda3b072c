import * as vscode from 'vscode';
import { writeFailure } from '../formats/writeFailure';
import { writeWhole } from '../formats/writeWhole';

const suffix = '.strata.json';

/** The sidecar of an image: the file beside it, in the same commit for an image of the `git:` scheme. */
export function sidecarUri(image: vscode.Uri): vscode.Uri {
	const beside = image.with({ path: image.path + suffix });
	if (image.scheme !== 'git') return beside;
	// Git's file system reads the path from the query.
	const query: unknown = JSON.parse(image.query);
	if (typeof query !== 'object' || query === null || !('path' in query)) return beside;
	return beside.with({ query: JSON.stringify({ ...query, path: `${query.path}${suffix}` }) });
}

/** The sidecar's text, or undefined where there is none. */
export async function readSidecar(uri: vscode.Uri): Promise<string | undefined> {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(await vscode.workspace.fs.readFile(uri));
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
		if (uri.scheme === 'file') await writeWhole(uri.fsPath, bytes);
		else await vscode.workspace.fs.writeFile(uri, bytes);
	} catch (error) {
		throw new Error(writeFailure(uri.path.slice(uri.path.lastIndexOf('/') + 1), error));
	}
}

/** Why nothing can be saved beside this image, as a sentence; undefined where it can. */
export function unwritableReason(image: vscode.Uri): string | undefined {
	if (image.scheme === 'git')
		return 'This is the image as a commit has it: its masks can be looked at, not changed.';
	if (image.scheme === 'untitled')
		return 'Expected an image file but this one has never been saved. Save it first, then open it again.';
	if (vscode.workspace.fs.isWritableFileSystem(image.scheme) === false) {
		return `Expected a place that can be written to but “${image.scheme}:” is read-only: masks can be looked at, not saved.`;
	}
	return undefined;
}

function isNotFound(error: unknown): boolean {
	// Git's file system throws its own FileNotFound for a path that a commit does not have.
	return error instanceof Error && /FileNotFound|EntryNotFound|ENOENT/.test(`${error.name} ${error.message}`);
}
