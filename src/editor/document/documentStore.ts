import * as vscode from 'vscode';
import { Disposable } from '../disposable';
import { AnnotationDocument, type LeftBehind } from './annotationDocument';
import type { Backups } from './backups';
import type { HiddenMemory } from './hiddenMemory';
import type { BackupContent } from './model/backupContent';
import { RenamedTabs, renamedUri } from './renamedTabs';
import { sidecarMoves, sidecarsOf } from './sidecarFollowsImage';

/** Unsaved masks on their way from an image's old name to its new one. */
interface Moved {
	readonly from: vscode.Uri;
	readonly content: BackupContent;
	/** The backup that holds them until they are in a document again. */
	written?: Promise<vscode.Uri>;
}

/**
 * All open documents. When images are renamed, moved or deleted in VS Code, their sidecars go along, and VS Code's own
 * undo brings both back; tabs and unsaved masks follow to the new name.
 */
export class DocumentStore extends Disposable {
	private readonly open = new Set<AnnotationDocument>();
	private readonly moved = new Map<string, Moved>();
	private readonly tabs: RenamedTabs;

	private readonly _onDidOpen = this._register(new vscode.EventEmitter<AnnotationDocument>());
	/** An image was opened in its first view. */
	readonly onDidOpen = this._onDidOpen.event;

	constructor(
		private readonly backups: Backups,
		private readonly hidden: HiddenMemory,
		viewType: string,
	) {
		super();
		this.tabs = new RenamedTabs(viewType);
		const { workspace } = vscode;
		this._register(
			workspace.onWillRenameFiles((event) => {
				this.keepUnsaved(event.files);
				this.hidden.copyRenamed((image) => newNameOf(image, event.files));
				this.tabs.note(event.files);
				event.waitUntil(sidecarMoves(event.files));
			}),
		);
		this._register(
			workspace.onDidRenameFiles(async ({ files }) => {
				await this.writeMoved(files);
				await this.tabs.reopen(files);
			}),
		);
		this._register(
			workspace.onWillDeleteFiles((event) => {
				this.leaveDeleted(event.files);
				event.waitUntil(sidecarsOf(event.files));
			}),
		);
	}

	/** @param backup where VS Code says that hot exit kept unsaved changes */
	async openDocument(uri: vscode.Uri, backup?: vscode.Uri): Promise<AnnotationDocument> {
		const moved = await this.takeMoved(uri);
		const document = await AnnotationDocument.open(uri, this.backups, this.hidden.of(uri), {
			backup,
			moved,
		});
		this.open.add(document);
		document.onDidDispose(() => this.open.delete(document));
		this._onDidOpen.fire(document);
		return document;
	}

	/** The document of an image that is open. */
	find(image: vscode.Uri): AnnotationDocument | undefined {
		return [...this.open].find(({ uri }) => uri.toString() === image.toString());
	}

	/** The images whose masks are not in their files yet. */
	get unsavedImages(): readonly vscode.Uri[] {
		return [...this.open].filter((document) => document.unsaved(document.uri)).map(({ uri }) => uri);
	}

	private keepUnsaved(files: vscode.FileWillRenameEvent['files']): void {
		for (const document of this.open) {
			for (const file of files) {
				const uri = renamedUri(document.uri, file);
				if (!uri) continue;
				document.leave();
				const content = document.unsaved(uri);
				if (content) this.moved.set(uri.toString(), { from: document.uri, content });
			}
		}
	}

	private leaveDeleted(files: readonly vscode.Uri[]): void {
		for (const document of this.open) {
			if (files.some((file) => renamedUri(document.uri, { oldUri: file, newUri: file }))) document.leave();
		}
	}

	private async takeMoved(uri: vscode.Uri): Promise<LeftBehind | undefined> {
		const moved = this.moved.get(uri.toString());
		this.moved.delete(uri.toString());
		if (!moved) return undefined;
		// A rename can fail; the masks are then still in the document of the old name.
		const isStillThere = await vscode.workspace.fs.stat(moved.from).then(
			() => true,
			() => false,
		);
		if (isStillThere) return undefined;
		const written = await moved.written?.catch(() => undefined);
		return { content: moved.content, ...(written && { uri: written }) };
	}

	/** On disk too: a tab may open its document only in another session, and VS Code's backup has the old name. */
	private async writeMoved(files: vscode.FileRenameEvent['files']): Promise<void> {
		for (const { newUri } of files) {
			for (const [uri, moved] of this.moved) {
				if (!renamedUri(vscode.Uri.parse(uri), { oldUri: newUri, newUri })) continue;
				moved.written ??= this.backups.add(moved.content);
				await moved.written;
				// VS Code made one under the old name, for whatever image comes to have that.
				await this.backups.removeAll(moved.from);
			}
		}
	}
}

function newNameOf(image: string, files: vscode.FileWillRenameEvent['files']): string | undefined {
	const uri = vscode.Uri.parse(image);
	return files
		.map((file) => renamedUri(uri, file))
		.find((renamed) => renamed !== undefined)
		?.toString();
}
