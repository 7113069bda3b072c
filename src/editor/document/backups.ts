import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type BackupContent, parseBackup, serializeBackup } from './model/backupContent';
import { textFileOf } from './sidecarStore';

/** A backup and the file that it is in. */
export interface Backup {
	readonly uri: vscode.Uri;
	readonly content: BackupContent;
}

/**
 * The unsaved masks that hot exit keeps. VS Code brings them back by the file's name; but after a crash, or in another
 * browser, it can have forgotten the name, so each file says which image it is of, and is found by that.
 *
 * They are not where VS Code suggests: while the extension host of a lost connection lives on, which can be hours, the
 * next one is given another folder for its workspace, and would not find them.
 */
export class Backups {
	/** @param folder of this user, whatever the workspace */
	constructor(private readonly folder: vscode.Uri) {}

	async add(content: BackupContent): Promise<vscode.Uri> {
		await vscode.workspace.fs.createDirectory(this.folder);
		const uri = vscode.Uri.joinPath(this.folder, randomUUID());
		await textFileOf(uri).write(serializeBackup(content));
		return uri;
	}

	/** @throws Error where it is not there or no backup */
	async read(uri: vscode.Uri): Promise<Backup> {
		const text = await textFileOf(uri).read();
		if (text === undefined) throw new Error(vscode.l10n.t('The file is gone.'));
		return { uri, content: parseBackup(text) };
	}

	/** The newest backup of an image, if a crash left one behind. */
	async find(image: vscode.Uri): Promise<Backup | undefined> {
		let newest: { readonly backup: Backup; readonly time: number } | undefined;
		for (const backup of await this.all(image)) {
			const time = await vscode.workspace.fs.stat(backup.uri).then(
				({ mtime }) => mtime,
				() => undefined,
			);
			// Another window may be clearing the folder.
			if (time !== undefined && (!newest || time > newest.time)) newest = { backup, time };
		}
		return newest?.backup;
	}

	/** Removes all backups of an image whose masks are elsewhere by now. */
	async removeAll(image: vscode.Uri): Promise<void> {
		for (const { uri } of await this.all(image)) await this.remove(uri);
	}

	async remove(uri: vscode.Uri): Promise<void> {
		// It may be gone already: VS Code and a later session both clear away.
		await vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
	}

	private async all(image: vscode.Uri): Promise<Backup[]> {
		const found: Backup[] = [];
		// Before the first backup there is no folder.
		const entries = await vscode.workspace.fs.readDirectory(this.folder).then(undefined, () => []);
		for (const [name, type] of entries) {
			if (type !== vscode.FileType.File) continue;
			try {
				const backup = await this.read(vscode.Uri.joinPath(this.folder, name));
				if (backup.content.image === image.toString()) found.push(backup);
			} catch {
				// Half written by a process that was killed, or none of ours.
			}
		}
		return found;
	}
}
