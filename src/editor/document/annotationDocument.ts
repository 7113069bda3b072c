import * as vscode from 'vscode';
import { parseSidecar } from '../../formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../formats/sidecar/serializeSidecar';
import { unwritableReason } from '../../formats/sidecar/sidecarAddress';
import { emptySidecar, type Sidecar } from '../../formats/sidecar/sidecarModel';
import type { AnnotationSet } from '../../shared/annotations/annotation';
import { applyEdit, type Edit, editBetween, invertEdit } from '../../shared/annotations/annotationEdits';
import { messageOf } from '../../shared/messageOf';
import type { DocumentState } from '../../shared/protocol/editorProtocol';
import { Disposable } from '../disposable';
import type { Backup, Backups } from './backups';
import { askWhoseToKeep, confirmOverwrite } from './conflict';
import { readSidecar, sidecarUri, writeSidecar } from './sidecarStore';

interface ImageSize {
	readonly width: number;
	readonly height: number;
}

/** An edit as VS Code's undo stack holds it. */
interface UndoableEdit {
	readonly label: string;
	undo(): void;
	redo(): void;
}

/** An image and the annotations that lie beside it; owns what its views draw and what is saved. */
export class AnnotationDocument extends Disposable implements vscode.CustomDocument {
	private sidecar: Sidecar = emptySidecar;
	private readOnlyReason: string | undefined;
	private imageSize: ImageSize | undefined;
	/** The sidecar's text as this document last read or wrote it; undefined where there is no file. */
	private textOnDisk: string | undefined;
	private leftBehind: Backup | undefined;
	/** The file of what was brought back: it goes as soon as the masks are safe elsewhere, or were given up. */
	private orphan: vscode.Uri | undefined;
	private savedSet: AnnotationSet = emptySidecar.set;
	private asking = false;
	private saving: Promise<void> = Promise.resolve();
	/** Counts reloads from disk: edits made before one cannot be undone after it. */
	private generation = 0;

	private readonly _onDidChange = this._register(new vscode.EventEmitter<void>());
	/** The state has changed, in whatever way. */
	readonly onDidChange = this._onDidChange.event;
	private readonly _onDidEdit = this._register(new vscode.EventEmitter<UndoableEdit>());
	/** The user has made an edit that can be undone. */
	readonly onDidEdit = this._onDidEdit.event;

	private constructor(
		readonly uri: vscode.Uri,
		private readonly backups: Backups,
	) {
		super();
	}

	/**
	 * Opens an image's annotations. Whatever is wrong with the sidecar makes the document read-only, with the reason;
	 * it never fails, and never leads to the file being overwritten.
	 *
	 * @param backup where VS Code says that hot exit kept unsaved changes
	 */
	static async open(uri: vscode.Uri, backups: Backups, backup?: vscode.Uri): Promise<AnnotationDocument> {
		const document = new AnnotationDocument(uri, backups);
		await document.load();
		const kept = backup ? await backups.read(backup) : undefined;
		if (kept) document.sidecar = parseSidecar(kept.text);
		else document.leftBehind = await backups.find(uri);
		document.watch();
		return document;
	}

	/** Brings back, as an edit, what a crash left behind and VS Code did not ask for. To be called once it is open. */
	recover(): void {
		const { leftBehind, sidecar } = this;
		if (!leftBehind || this.readOnlyReason) return;
		this.leftBehind = undefined;
		const kept = parseSidecar(leftBehind.text);
		this.orphan = leftBehind.uri;
		if (JSON.stringify(kept.set) === JSON.stringify(sidecar.set)) return;
		this.edit(editBetween('Restore Unsaved Masks', sidecar.set, kept.set));
	}

	get fileName(): string {
		return this.uri.path.slice(this.uri.path.lastIndexOf('/') + 1);
	}

	get state(): DocumentState {
		const { sidecar, readOnlyReason } = this;
		return { ...sidecar.set, ...(readOnlyReason !== undefined && { readOnlyReason }) };
	}

	/** Tells the document the image's size as shown, as soon as that is known; a sidecar of another size is not touched. */
	setImageSize(size: ImageSize): void {
		this.imageSize = size;
		if (this.textOnDisk === undefined || this.readOnlyReason) return;
		this.check(() => parseSidecar(this.textOnDisk ?? '', this.image));
		if (this.readOnlyReason) this._onDidChange.fire();
	}

	/**
	 * Makes an edit, undoable by VS Code.
	 *
	 * @throws Error with the reason where the document is read-only
	 */
	edit(edit: Edit): void {
		if (this.readOnlyReason) throw new Error(this.readOnlyReason);
		const { generation } = this;
		const apply = (step: Edit) => {
			if (generation !== this.generation) {
				void vscode.window.showInformationMessage(
					`“${step.label}” was made before ${this.sidecarName} changed on disk and cannot be undone or redone any more.`,
				);
				return;
			}
			this.setSidecar({ ...this.sidecar, set: applyEdit(this.sidecar.set, step) });
		};
		apply(edit);
		this._onDidEdit.fire({
			label: edit.label,
			undo: () => apply(invertEdit(edit)),
			redo: () => apply(edit),
		});
	}

	async save(): Promise<void> {
		if (this.readOnlyReason) throw new Error(this.readOnlyReason);
		const onDisk = await readSidecar(this.sidecarUri);
		if (onDisk !== this.textOnDisk && !(await confirmOverwrite(this.sidecarName))) {
			throw new Error(
				`${this.sidecarName} changed on disk and was left as it is. Your masks are still open here.`,
			);
		}
		const { set } = this.sidecar;
		const text = this.serialize();
		// The file's watcher can be quicker than this function: it waits for `saving` before it compares.
		this.saving = writeSidecar(this.sidecarUri, text).then(() => {
			this.textOnDisk = text;
			this.savedSet = set;
		});
		await this.saving;
		await this.dropOrphan();
	}

	/** Saves a copy of the image and its annotations under another name. */
	async saveAs(destination: vscode.Uri): Promise<void> {
		if (destination.toString() === this.uri.toString()) return this.save();
		const text = this.serialize(destination.path.slice(destination.path.lastIndexOf('/') + 1));
		await vscode.workspace.fs.copy(this.uri, destination, { overwrite: true });
		await writeSidecar(sidecarUri(destination), text);
	}

	async revert(): Promise<void> {
		this.generation++;
		await this.load();
		await this.dropOrphan();
		this._onDidChange.fire();
	}

	async backup(destination: vscode.Uri): Promise<vscode.CustomDocumentBackup> {
		await this.backups.write(destination, this.uri, this.serialize());
		await this.dropOrphan();
		return { id: destination.toString(), delete: () => void this.backups.remove(destination) };
	}

	private async dropOrphan(): Promise<void> {
		const { orphan } = this;
		this.orphan = undefined;
		if (orphan) await this.backups.remove(orphan);
	}

	private get sidecarUri(): vscode.Uri {
		return sidecarUri(this.uri);
	}

	private get sidecarName(): string {
		return `${this.fileName}.strata.json`;
	}

	private get image(): { fileName: string; width: number; height: number } | undefined {
		return this.imageSize && { fileName: this.fileName, ...this.imageSize };
	}

	private async load(): Promise<void> {
		this.sidecar = emptySidecar;
		this.savedSet = emptySidecar.set;
		this.readOnlyReason = unwritableReason(
			this.uri.scheme,
			vscode.workspace.fs.isWritableFileSystem(this.uri.scheme),
		);
		try {
			this.textOnDisk = await readSidecar(this.sidecarUri);
		} catch (error) {
			this.readOnlyReason = `${this.sidecarName} cannot be read: ${messageOf(error)}`;
			return;
		}
		const text = this.textOnDisk;
		if (text === undefined) return;
		this.check(() => {
			this.sidecar = parseSidecar(text);
			this.savedSet = this.sidecar.set;
			if (this.image) parseSidecar(text, this.image);
		});
	}

	/** Runs `read`, and where it throws makes the document read-only with the reason. */
	private check(read: () => void): void {
		try {
			read();
		} catch (error) {
			this.readOnlyReason = `${this.sidecarName} is left as it is: ${withStop(messageOf(error))} Mend it, and it is read again.`;
		}
	}

	private serialize(fileName = this.fileName): string {
		const size = this.imageSize ?? this.sidecar.image;
		if (!size)
			throw new Error(
				`Expected the size of ${this.fileName} but the image has not been read yet. Try again.`,
			);
		return serializeSidecar(this.sidecar, { fileName, width: size.width, height: size.height });
	}

	private setSidecar(sidecar: Sidecar): void {
		this.sidecar = sidecar;
		this._onDidChange.fire();
	}

	private watch(): void {
		const folder = vscode.Uri.joinPath(this.uri, '..');
		const pattern = new vscode.RelativePattern(folder, this.sidecarName.replace(/[[\]{}*?]/g, '[$&]'));
		const watcher = this._register(vscode.workspace.createFileSystemWatcher(pattern));
		const look = () => void this.lookAtDisk();
		watcher.onDidChange(look);
		watcher.onDidCreate(look);
		watcher.onDidDelete(look);
	}

	/** Something happened to the sidecar: ours or others', told apart by its content. */
	private async lookAtDisk(): Promise<void> {
		// A save that fails has left the file as it was, and says so itself.
		await this.saving.catch(() => undefined);
		const text = await readSidecar(this.sidecarUri).catch(() => this.textOnDisk);
		if (this.isDisposed || this.asking || text === this.textOnDisk) return;
		if (!this.isDirty()) {
			await this.revert();
			return;
		}
		this.asking = true;
		const takeTheirs = await askWhoseToKeep(this.sidecarName);
		this.asking = false;
		if (this.isDisposed) return;
		if (takeTheirs) await this.takeTheirs();
		// What is kept now was chosen knowing of the file's: saving need not ask again.
		else this.textOnDisk = text;
	}

	/** Takes what the file says as one more edit, so that undo brings the user's own masks back. */
	private async takeTheirs(): Promise<void> {
		const text = await readSidecar(this.sidecarUri);
		try {
			const theirs = text === undefined ? emptySidecar : parseSidecar(text, this.image);
			this.edit(editBetween('Take the File’s Masks', this.sidecar.set, theirs.set));
			this.sidecar = { ...theirs, set: this.sidecar.set };
			this.textOnDisk = text;
		} catch (error) {
			void vscode.window.showErrorMessage(`${messageOf(error)} Your masks were kept.`);
		}
	}

	private isDirty(): boolean {
		const { sidecar, savedSet } = this;
		if (sidecar.set === savedSet) return false;
		return JSON.stringify(sidecar.set) !== JSON.stringify(savedSet);
	}
}

function withStop(sentence: string): string {
	return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
