import * as vscode from 'vscode';
import { z } from 'zod';
import { readSidecar, writeSidecar } from './sidecarStore';

const shape = z.object({ image: z.string(), sidecar: z.string() });

/** What hot exit kept of an image's unsaved masks. */
export interface Backup {
	readonly uri: vscode.Uri;
	/** The sidecar's text. */
	readonly text: string;
}

/**
 * The unsaved masks that hot exit keeps. VS Code says where, and brings them back by that name; but after a crash it
 * can have forgotten the name, so each file says which image it is of, and is found by that.
 */
export class Backups {
	/** @param folder where VS Code tells this extension to keep backups */
	constructor(private readonly folder: vscode.Uri) {}

	async write(uri: vscode.Uri, image: vscode.Uri, sidecar: string): Promise<void> {
		await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(uri, '..'));
		const content: z.infer<typeof shape> = { image: image.toString(), sidecar };
		await writeSidecar(uri, JSON.stringify(content));
	}

	async read(uri: vscode.Uri): Promise<Backup | undefined> {
		const content = await this.content(uri);
		return content && { uri, text: content.sidecar };
	}

	/** The newest backup of an image, if a crash left one behind. */
	async find(image: vscode.Uri): Promise<Backup | undefined> {
		let newest: (Backup & { readonly time: number }) | undefined;
		for (const [name, type] of await this.entries()) {
			if (type !== vscode.FileType.File) continue;
			const uri = vscode.Uri.joinPath(this.folder, name);
			const content = await this.content(uri);
			if (content?.image !== image.toString()) continue;
			const { mtime } = await vscode.workspace.fs.stat(uri);
			if (!newest || mtime > newest.time) newest = { uri, text: content.sidecar, time: mtime };
		}
		return newest;
	}

	async remove(uri: vscode.Uri): Promise<void> {
		// It may be gone already: VS Code and a later session both clear away.
		await vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
	}

	private async entries(): Promise<[string, vscode.FileType][]> {
		// Before the first backup there is no folder.
		return vscode.workspace.fs.readDirectory(this.folder).then(undefined, () => []);
	}

	private async content(uri: vscode.Uri): Promise<z.infer<typeof shape> | undefined> {
		try {
			return shape.parse(JSON.parse((await readSidecar(uri)) ?? ''));
		} catch {
			// The folder is the extension's, not only ours: what is no backup is none.
			return undefined;
		}
	}
}
