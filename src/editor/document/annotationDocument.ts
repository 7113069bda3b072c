import * as vscode from 'vscode';
import { readOnlyPlace } from '../../formats/sidecar/sidecarAddress';
import { SidecarFile } from '../../formats/sidecar/sidecarFile';
import type { Sidecar } from '../../formats/sidecar/sidecarModel';
import type { Edit } from '../../shared/annotations/annotationEdits';
import type { ImageView } from '../../shared/imageView';
import type { DocumentState } from '../../shared/protocol/editorProtocol';
import { Disposable } from '../disposable';
import { showWarning } from '../messages';
import type { Backups } from './backups';
import { vscodeQuestions } from './conflict';
import { problemMessage, saveError } from './documentMessages';
import { HiddenAnnotations, type HiddenPort } from './hiddenAnnotations';
import { ImageWatcher } from './imageWatcher';
import type { BackupContent } from './model/backupContent';
import { DocumentModel } from './model/documentModel';
import type { DocumentPorts, UndoableEdit } from './model/documentPorts';
import {
	DocumentError,
	type DocumentProblem,
	type ImageSize,
	type ReadOnlyReason,
} from './model/documentProblem';
import { fileNameOf, sidecarUri, textFileOf } from './sidecarStore';
import { watchFile } from './watchFile';

/** By then VS Code has closed the document of an image that it renamed or deleted. */
const leavingMs = 10_000;

/** Unsaved masks that VS Code does not bring back by itself, and the file that they are in. */
export interface LeftBehind {
	readonly content: BackupContent;
	readonly uri?: vscode.Uri;
}

/** An image and its masks as VS Code knows them: carries its calls, files and questions to and from the model. */
export class AnnotationDocument extends Disposable implements vscode.CustomDocument {
	private readonly sidecarName: string;
	private model!: DocumentModel;
	private hidden!: HiddenAnnotations;
	private leaving: NodeJS.Timeout | undefined;
	private leftBehind: LeftBehind | undefined;
	/** The file of what was brought back: it goes as soon as the masks are safe elsewhere, or were given up. */
	private restoredFrom: vscode.Uri | undefined;

	/** The file that VS Code was last given of what is unsaved. */
	private kept: vscode.Uri | undefined;

	private readonly _onDidChange = this._register(new vscode.EventEmitter<void>());
	/** The annotations have changed, or whether they can be changed. */
	readonly onDidChange = this._onDidChange.event;
	private readonly _onDidEdit = this._register(new vscode.EventEmitter<UndoableEdit>());
	/** The user has made an edit that can be undone. */
	readonly onDidEdit = this._onDidEdit.event;
	private readonly image: ImageWatcher;
	private readonly _onDidDispose = new vscode.EventEmitter<void>();
	readonly onDidDispose = this._onDidDispose.event;
	/** Another program has replaced the image. */
	readonly onDidChangeImage: vscode.Event<void>;

	private constructor(
		readonly uri: vscode.Uri,
		private readonly backups: Backups,
	) {
		super();
		this.sidecarName = `${this.fileName}.strata.json`;
		this.image = this._register(new ImageWatcher(uri));
		this.onDidChangeImage = this.image.onDidChange;
	}

	/**
	 * Opens an image's annotations. It never fails: whatever is wrong with the sidecar makes the document read-only,
	 * and a backup that cannot be read is left where it is.
	 *
	 * @param hidden which annotations were hidden when it was open before
	 * @param kept.backup where VS Code says that hot exit kept unsaved changes
	 * @param kept.moved unsaved masks of the image under its name of before
	 */
	static async open(
		uri: vscode.Uri,
		backups: Backups,
		hidden: HiddenPort,
		{ backup, moved }: { readonly backup: vscode.Uri | undefined; readonly moved: LeftBehind | undefined },
	): Promise<AnnotationDocument> {
		const document = new AnnotationDocument(uri, backups);
		const kept = backup && !moved ? await document.readBackup(backup) : undefined;
		document.model = await DocumentModel.open(document.fileName, document.ports(), document.place(), kept);
		document.hidden = new HiddenAnnotations(document.model.set.annotations, hidden);
		if (!kept) document.leftBehind = moved ?? (await backups.find(uri));
		document._register({ dispose: () => document.model.dispose() });
		document._register(watchFile(sidecarUri(uri), () => document.reload()));
		document._register({ dispose: () => clearTimeout(document.leaving) });
		return document;
	}

	/** Brings back, as an edit, what a crash left behind and VS Code did not ask for. To be called once it is open. */
	recover(): void {
		const { leftBehind } = this;
		this.leftBehind = undefined;
		if (leftBehind && this.model.recover(leftBehind.content)) this.restoredFrom = leftBehind.uri;
	}

	get fileName(): string {
		return fileNameOf(this.uri);
	}

	get state(): DocumentState {
		const reason = this.model.readOnlyReason;
		const annotations = this.hidden.over(this.model.set.annotations);
		return { ...this.model.set, annotations, ...(reason && { readOnlyReason: this.message(reason) }) };
	}

	/** The annotations with all else that their file holds. */
	get sidecar(): Pick<Sidecar, 'set' | 'rest'> {
		return this.model.sidecar;
	}

	/** What would be lost if the document went away now; undefined where all is in the file. */
	unsaved(image: vscode.Uri): BackupContent | undefined {
		return this.model.isDirty ? this.model.backup(image.toString()) : undefined;
	}

	/** Says how large the image is as shown; masks of another size can then only be looked at. */
	setImageSize(size: ImageSize): void {
		this.model.setImageSize(size);
	}

	/**
	 * Makes an edit, undoable by VS Code.
	 *
	 * @throws Error with the reason where the document is read-only
	 */
	edit(edit: Edit): void {
		this.attempt(() => this.model.edit(edit));
	}

	/** Hides annotations or shows them, which is no edit: nothing is to be saved or undone. */
	hide(ids: readonly number[], isHidden: boolean): void {
		if (this.hidden.set(ids, isHidden)) this._onDidChange.fire();
	}

	/** Which part of the image file is shown and segmented, as the sidecar remembers it. */
	get view(): ImageView {
		return this.model.view;
	}

	/** @throws Error as `edit` */
	changeView(view: ImageView): void {
		this.attempt(() => this.model.changeView(view));
	}

	private attempt(change: () => void): void {
		try {
			change();
		} catch (error) {
			throw error instanceof DocumentError ? new Error(this.message(error.problem)) : error;
		}
	}

	async save(): Promise<void> {
		await this.withSentence(this.model.save());
		await this.forgetRestored();
	}

	/** Saves a copy of the image and its annotations under another name. */
	async saveAs(destination: vscode.Uri): Promise<void> {
		if (destination.toString() === this.uri.toString()) return this.save();
		const file = new SidecarFile(textFileOf(sidecarUri(destination)));
		const copyImage = async () => vscode.workspace.fs.copy(this.uri, destination, { overwrite: true });
		await this.withSentence(this.model.saveAs(fileNameOf(destination), file, copyImage));
	}

	async revert(): Promise<void> {
		await this.withSentence(this.model.revert());
		await this.forgetRestored();
	}

	async backup(): Promise<vscode.CustomDocumentBackup> {
		const uri = await this.backups.add(this.model.backup(this.uri.toString()));
		await this.forgetRestored();
		this.kept = uri;
		return { id: uri.toString(), delete: () => void this.backups.remove(uri) };
	}

	override dispose(): void {
		super.dispose();
		this._onDidDispose.fire();
		this._onDidDispose.dispose();
	}

	/**
	 * To be called when the image is about to be renamed or deleted with its sidecar: that it is gone is no change to
	 * ask about. Where the document stays open, because VS Code did not do it, its file is looked at a little later.
	 */
	leave(): void {
		clearTimeout(this.leaving);
		this.leaving = setTimeout(() => {
			this.leaving = undefined;
			this.reload();
		}, leavingMs);
	}

	private reload(): void {
		if (this.leaving === undefined) void this.model.reload();
	}

	private async forgetRestored(): Promise<void> {
		const { restoredFrom } = this;
		this.restoredFrom = undefined;
		if (restoredFrom) await this.backups.remove(restoredFrom);
	}

	/** All is in the file again, by undo: what was kept before would come back after a crash. */
	private forgetKept(): void {
		const { kept } = this;
		this.kept = undefined;
		if (kept) void this.backups.remove(kept);
	}

	private async readBackup(uri: vscode.Uri): Promise<BackupContent | undefined> {
		try {
			return (await this.backups.read(uri)).content;
		} catch (cause) {
			this.inform({ kind: 'backupUnusable', cause });
			return undefined;
		}
	}

	private ports(): DocumentPorts {
		return {
			file: new SidecarFile(textFileOf(sidecarUri(this.uri))),
			questions: vscodeQuestions(this.sidecarName),
			changed: () => {
				// A file that cannot be used for now has no annotations to show, and may have them again.
				if (!this.model.readOnlyReason) this.hidden?.keepOnly(this.model.set.annotations);
				if (!this.model.isDirty) this.forgetKept();
				this._onDidChange.fire();
			},
			edited: (edit) => this._onDidEdit.fire(edit),
			inform: (problem) => this.inform(problem),
		};
	}

	private place(): ReadOnlyReason | undefined {
		const { scheme } = this.uri;
		const place = readOnlyPlace(scheme, vscode.workspace.fs.isWritableFileSystem(scheme));
		return place && { kind: 'place', place };
	}

	private message(problem: DocumentProblem): string {
		return problemMessage(problem, this.sidecarName);
	}

	private inform(problem: DocumentProblem): void {
		void showWarning(this.message(problem));
	}

	private async withSentence(work: Promise<void>): Promise<void> {
		await work.catch((error: unknown) => {
			throw saveError(error, this.sidecarName);
		});
	}
}
