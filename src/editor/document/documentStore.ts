import * as vscode from 'vscode';
import { Disposable } from '../disposable';
import { AnnotationDocument } from './annotationDocument';
import type { Backups } from './backups';
import type { BackupContent } from './model/backupContent';
import { sidecarMoves, sidecarsOf } from './sidecarFollowsImage';

/** Unsaved masks on their way from an image's old name to its new one. */
interface Moved {
	readonly from: vscode.Uri;
	readonly content: BackupContent;
}

/**
 * All open documents. When images are renamed, moved or deleted in VS Code, their sidecars go along, and VS Code's own
 * undo brings both back; unsaved masks follow to the document that VS Code then opens under the new name.
 */
export class DocumentStore extends Disposable {
	private readonly open = new Set<AnnotationDocument>();
	private readonly moved = new Map<string, Moved>();

	constructor(private readonly backups: Backups) {
		super();
		const { workspace } = vscode;
		this._register(
			workspace.onWillRenameFiles((event) => {
				this.keepUnsaved(event.files);
				event.waitUntil(sidecarMoves(event.files));
			}),
		);
		this._register(workspace.onDidRenameFiles(({ files }) => void this.writeMoved(files)));
		this._register(workspace.onWillDeleteFiles((event) => event.waitUntil(sidecarsOf(event.files))));
	}

	/** @param backup where VS Code says that hot exit kept unsaved changes */
	async openDocument(uri: vscode.Uri, backup?: vscode.Uri): Promise<AnnotationDocument> {
		const moved = await this.takeMoved(uri);
		const document = await AnnotationDocument.open(uri, this.backups, { backup, moved });
		this.open.add(document);
		document.onDidDispose(() => this.open.delete(document));
		return document;
	}

	private keepUnsaved(files: vscode.FileWillRenameEvent['files']): void {
		for (const document of this.open) {
			for (const { oldUri, newUri } of files) {
				const uri = renamed(document.uri, oldUri, newUri);
				const content = uri && document.unsaved(uri);
				if (content) this.moved.set(uri.toString(), { from: document.uri, content });
			}
		}
	}

	private async takeMoved(uri: vscode.Uri): Promise<BackupContent | undefined> {
		const moved = this.moved.get(uri.toString());
		this.moved.delete(uri.toString());
		if (!moved) return undefined;
		// A rename can fail; the masks are then still in the document of the old name.
		const isStillThere = await vscode.workspace.fs.stat(moved.from).then(
			() => true,
			() => false,
		);
		return isStillThere ? undefined : moved.content;
	}

	/** For a tab in the background, which opens its document only when it is shown, perhaps in another session. */
	private async writeMoved(files: vscode.FileRenameEvent['files']): Promise<void> {
		for (const { newUri } of files) {
			for (const [uri, { content }] of this.moved) {
				if (!isWithin(vscode.Uri.parse(uri), newUri)) continue;
				this.moved.delete(uri);
				await this.backups.add(content);
			}
		}
	}
}

function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
	return renamed(uri, folder, folder) !== undefined;
}

/** Where a file is after a file or folder was renamed; undefined where that does not concern it. */
function renamed(uri: vscode.Uri, from: vscode.Uri, to: vscode.Uri): vscode.Uri | undefined {
	if (uri.scheme !== from.scheme || uri.authority !== from.authority) return undefined;
	if (uri.path === from.path) return to;
	const folder = `${from.path}/`;
	return uri.path.startsWith(folder)
		? uri.with({ path: `${to.path}/${uri.path.slice(folder.length)}` })
		: undefined;
}
