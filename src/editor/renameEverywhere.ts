import * as vscode from 'vscode';
import { parseSidecar } from '../formats/sidecar/parseSidecar';
import { SidecarFile } from '../formats/sidecar/sidecarFile';
import { applyEdit, type CategoryName } from '../shared/annotations/annotationEdits';
import { renameCategory } from '../shared/annotations/renameCategory';
import type { DocumentStore } from './document/documentStore';
import { sidecarUri, textFileOf } from './document/sidecarStore';

/** What a rename has done. */
export interface RenameReport {
	/** Files that were written. */
	readonly files: number;
	/** Open images that have an edit by now, which can be undone. */
	readonly open: number;
	/** Names of files that could not be changed, with why. */
	readonly failures: readonly string[];
}

/**
 * Renames a category in all given images: open ones get an edit, the files of the others are written, each
 * whole or not at all.
 */
export async function renameEverywhere(
	documents: DocumentStore,
	images: readonly vscode.Uri[],
	from: CategoryName,
	to: CategoryName,
): Promise<RenameReport> {
	let files = 0;
	let open = 0;
	const failures: string[] = [];
	for (const image of images) {
		try {
			const document = documents.find(image);
			if (document) {
				const edit = renameCategory(document.state, from, to);
				if (!edit) continue;
				document.edit(edit);
				open++;
			} else if (await renameInFile(image, from, to)) files++;
		} catch (error) {
			const name = vscode.workspace.asRelativePath(sidecarUri(image));
			failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
	return { files, open, failures };
}

async function renameInFile(image: vscode.Uri, from: CategoryName, to: CategoryName): Promise<boolean> {
	const file = new SidecarFile(textFileOf(sidecarUri(image)));
	const { text } = await file.read();
	if (text === undefined) return false;
	const described = parseSidecar(text).image!;
	let isChanged = false;
	await file.change(described, (sidecar) => {
		const edit = renameCategory(sidecar.set, from, to);
		isChanged = edit !== undefined;
		return edit ? { ...sidecar, set: applyEdit(sidecar.set, edit) } : sidecar;
	});
	return isChanged;
}
