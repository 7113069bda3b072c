import { parseSidecar } from '../../../formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../formats/sidecar/serializeSidecar';
import { type SidecarFile, type SidecarVersion, versionOf } from '../../../formats/sidecar/sidecarFile';
import { emptySidecar, type Sidecar } from '../../../formats/sidecar/sidecarModel';
import { sidecarView, withSidecarView } from '../../../formats/sidecar/sidecarView';
import type { AnnotationSet } from '../../../shared/annotations/annotation';
import { type Edit, editBetween } from '../../../shared/annotations/annotationEdits';
import type { ImageView } from '../../../shared/imageView';
import { AnnotationHistory, newRevision, type Revision } from './annotationHistory';
import { type BackupContent, unknownVersion } from './backupContent';
import type { DocumentPorts } from './documentPorts';
import { DocumentError, type ImageSize, type ReadOnlyReason } from './documentProblem';

/** What the document and the file last had in common. */
interface InCommon {
	readonly version: SidecarVersion;
	readonly sidecar: Sidecar;
	readonly revision: Revision;
}

/** How the document stands to its file. */
type FileState =
	/** The file has the version `base`, as far as is known, and a save replaces it. */
	| { readonly kind: 'inStep' }
	/** The file changed while there were unsaved masks: until the user says whose to keep, a save asks. */
	| { readonly kind: 'conflict'; readonly theirs: SidecarVersion }
	/** The file cannot be used, so that nothing can be edited or saved until it has another version. */
	| { readonly kind: 'unusable'; readonly reason: ReadOnlyReason; readonly version: SidecarVersion };

const inStep: FileState = { kind: 'inStep' };

/**
 * The annotations of one image and how they stand to the file that they are saved in. Nothing is ever overwritten or
 * given up unless the user says so: a file that changed is taken over only while nothing is unsaved.
 *
 * States: `inStep` becomes `conflict` when the file changes while there are unsaved masks, and `unusable` when it
 * changes to something that cannot be read while there are none. An answer, a save, a revert or the file's changing
 * back lead to `inStep` again.
 */
export class DocumentModel {
	private readonly history: AnnotationHistory;
	private inCommon: InCommon;
	private state: FileState = inStep;
	/** The version of the file that a save may replace without asking. */
	private base: SidecarVersion = undefined;
	private imageSize: ImageSize | undefined;
	private isAsking = false;
	/** How many reverts have been asked for and are not done. */
	private reverts = 0;
	private isDisposed = false;
	private lastFileWork: Promise<unknown> = Promise.resolve();

	private constructor(
		private readonly fileName: string,
		private readonly ports: DocumentPorts,
		private readonly place: ReadOnlyReason | undefined,
	) {
		this.history = new AnnotationHistory(ports);
		const { sidecar, revision } = this.history;
		this.inCommon = { version: undefined, sidecar, revision };
	}

	/**
	 * Reads the annotations of an image. It never fails: a sidecar that cannot be used makes the document read-only.
	 *
	 * @param place why nothing can be saved where the image is, if so
	 * @param backup the unsaved masks that hot exit kept
	 */
	static async open(
		fileName: string,
		ports: DocumentPorts,
		place?: ReadOnlyReason,
		backup?: BackupContent,
	): Promise<DocumentModel> {
		const model = new DocumentModel(fileName, ports, place);
		try {
			const { text, version } = await ports.file.read();
			model.adopt(text, version);
		} catch (cause) {
			model.state = { kind: 'unusable', reason: { kind: 'unreadable', cause }, version: unknownVersion };
		}
		if (backup) model.restore(backup, (kept) => model.history.replace(kept));
		return model;
	}

	get set(): AnnotationSet {
		return this.history.sidecar.set;
	}

	/** The annotations with all else that their file holds. */
	get sidecar(): Sidecar {
		return this.history.sidecar;
	}

	/** Which part of the image file is shown and segmented. */
	get view(): ImageView {
		return sidecarView(this.history.sidecar.rest.infoStrata);
	}

	/** Whether there is anything that the file does not have. */
	get isDirty(): boolean {
		return this.history.revision !== this.inCommon.revision;
	}

	/** Whether the file has masks that the user was asked about and has not decided on. */
	get hasConflict(): boolean {
		return this.state.kind === 'conflict';
	}

	/** Why nothing can be changed; undefined where it can. */
	get readOnlyReason(): ReadOnlyReason | undefined {
		if (this.place) return this.place;
		if (this.state.kind === 'unusable') return this.state.reason;
		return this.wrongSize;
	}

	/** Says how large the image is as shown, as soon as that is known, and again when another program replaced it. */
	setImageSize(size: ImageSize): void {
		const before = this.wrongSize;
		this.imageSize = size;
		if (before || this.wrongSize) this.ports.changed();
	}

	/**
	 * Makes an edit that VS Code can undo.
	 *
	 * @throws DocumentError where the document is read-only or is being reverted
	 */
	edit(edit: Edit): void {
		this.checkEditable(this.readOnlyReason);
		this.history.edit(edit);
	}

	/**
	 * Shows another part of the image file, as a step that VS Code can undo. Where the masks have another size than the
	 * page that is shown, this is the way back.
	 *
	 * @throws DocumentError as `edit`
	 */
	changeView(view: ImageView): void {
		const reason = this.readOnlyReason;
		this.checkEditable(reason?.kind === 'size' ? undefined : reason);
		const { infoStrata } = this.history.sidecar.rest;
		this.history.changeInfo('Change Page, Bands or Values', withSidecarView(infoStrata, view));
	}

	private checkEditable(reason: ReadOnlyReason | undefined): void {
		const problem = reason ?? (this.reverts > 0 ? { kind: 'reverting' as const } : undefined);
		if (problem) throw new DocumentError(problem);
	}

	/**
	 * Brings back, as an edit, unsaved masks that a crash or a rename left behind.
	 *
	 * @returns whether they are in the document now
	 */
	recover(backup: BackupContent): boolean {
		if (this.readOnlyReason) return false;
		return this.restore(backup, (kept) =>
			this.history.edit(editBetween('Restore Unsaved Masks', this.set, kept.set)),
		);
	}

	/**
	 * Saves the annotations, and again if they were edited while the file was being written.
	 *
	 * @throws DocumentError where the document is read-only, or the file changed and the user did not say that it may
	 * be overwritten; the file system's error. The file is then as it was
	 */
	save(): Promise<void> {
		return this.enqueue(async () => {
			do await this.saveOnce();
			while (this.isDirty);
		});
	}

	/**
	 * Saves the annotations beside another image, which `copyImage` puts there.
	 *
	 * @throws DocumentError where there is a sidecar and the user did not say that it may be replaced; the file
	 * system's error
	 */
	async saveAs(fileName: string, file: SidecarFile, copyImage: () => Promise<void>): Promise<void> {
		const text = this.serialize(fileName);
		let { version } = await file.read();
		if (version !== undefined) await this.confirmReplace(fileName);
		await copyImage();
		for (;;) {
			const result = await file.replace(version, text);
			if (result.replaced) return;
			// Another program made one meanwhile.
			await this.confirmReplace(fileName);
			version = result.version;
		}
	}

	/** Gives up what is unsaved and reads the file. @throws DocumentError where it cannot be read; nothing is given up */
	revert(): Promise<void> {
		this.reverts++;
		this.history.isFrozen = true;
		return this.enqueue(async () => {
			try {
				const { text, version } = await this.ports.file.read();
				this.history.replace(this.inCommon.sidecar, this.inCommon.revision);
				this.adopt(text, version);
			} catch (cause) {
				throw new DocumentError({ kind: 'unreadable', cause });
			} finally {
				this.reverts--;
				this.history.isFrozen = this.reverts > 0;
			}
			this.ports.changed();
		});
	}

	/** What is to be kept of unsaved masks, with what they are based on. */
	backup(image: string): BackupContent {
		return { image, sidecar: this.serialize(this.fileName), base: this.base };
	}

	/** To be called when something may have happened to the file, whoever did it: its content tells. */
	reload(): Promise<void> {
		return this.enqueue(async () => {
			// A file that cannot be read now counts as unchanged; a save says why it cannot be read.
			const found = await this.ports.file.read().catch(() => undefined);
			if (!found || this.isDisposed || !this.isNew(found.version)) return;
			if (this.isDirty && found.version !== this.base) {
				this.enterConflict(found.version);
				return;
			}
			if (this.isDirty) this.state = inStep;
			else this.adopt(found.text, found.version);
			this.ports.changed();
		});
	}

	dispose(): void {
		this.isDisposed = true;
	}

	private isNew(version: SidecarVersion): boolean {
		if (this.state.kind === 'conflict') return version !== this.state.theirs;
		if (this.state.kind === 'unusable') return version !== this.state.version;
		return version !== this.base;
	}

	/** Takes the file's annotations; what was read before is taken from memory, so that undo still fits. */
	private adopt(text: string | undefined, version: SidecarVersion): void {
		if (version !== this.inCommon.version) {
			try {
				const sidecar = text === undefined ? emptySidecar : parseSidecar(text);
				this.inCommon = { version, sidecar, revision: newRevision() };
			} catch (cause) {
				this.state = { kind: 'unusable', reason: { kind: 'unusable', cause }, version };
				return;
			}
		}
		this.history.replace(this.inCommon.sidecar, this.inCommon.revision);
		this.base = version;
		this.state = inStep;
	}

	/** Replaces what the file says by what a backup kept; the backup may have been made on another version of the file. */
	private restore(backup: BackupContent, put: (kept: Sidecar) => void): boolean {
		const text = backup.sidecar;
		const onDisk = this.base;
		if (this.state.kind !== 'unusable' && versionOf(text) === onDisk) return true;
		let kept: Sidecar;
		try {
			kept = parseSidecar(text);
		} catch (cause) {
			this.ports.inform({ kind: 'backupUnusable', cause });
			return false;
		}
		put(kept);
		// Where there is no file, nothing can be overwritten.
		const base = backup.base === unknownVersion && onDisk === undefined ? undefined : backup.base;
		this.base = base;
		if (this.state.kind !== 'unusable' && base !== onDisk) this.enterConflict(onDisk);
		return true;
	}

	private async saveOnce(): Promise<void> {
		if (this.readOnlyReason) throw new DocumentError(this.readOnlyReason);
		const { sidecar, revision } = this.history;
		const text = this.serialize(this.fileName);
		const expected = this.isDirty ? this.base : this.inCommon.version;
		const { replaced, version } = await this.ports.file.replace(expected, text);
		if (replaced) {
			this.inCommon = { version, sidecar: { ...sidecar, image: this.described(this.fileName) }, revision };
			this.base = version;
			this.state = inStep;
			return;
		}
		if ((await this.ports.questions.overwriteChanged()) !== 'overwrite') {
			this.enterConflict(version, false);
			throw new DocumentError({ kind: 'notReplaced' });
		}
		this.base = version;
		await this.saveOnce();
	}

	private async confirmReplace(fileName: string): Promise<void> {
		if ((await this.ports.questions.replaceExisting(fileName)) !== 'replace') {
			throw new DocumentError({ kind: 'notReplaced', fileName });
		}
	}

	private enterConflict(theirs: SidecarVersion, ask = true): void {
		this.state = { kind: 'conflict', theirs };
		if (ask && !this.isAsking) void this.askWhoseToKeep();
	}

	/** Asks until there is an answer about the version that the file has by then, or none is given. */
	private async askWhoseToKeep(): Promise<void> {
		this.isAsking = true;
		try {
			let isSettled = false;
			while (!isSettled) {
				const asked = this.state;
				const answer = await this.ports.questions.whoseToKeep();
				// A save or a revert can have settled it meanwhile.
				if (this.isDisposed || answer === undefined || this.state.kind !== 'conflict') return;
				isSettled = answer === 'theirs' ? await this.takeTheirs() : this.keepMine(asked);
			}
		} finally {
			this.isAsking = false;
		}
	}

	/** @returns false where the file has changed since the question was asked */
	private keepMine(asked: FileState): boolean {
		if (this.state !== asked || asked.kind !== 'conflict') return false;
		// The user knew of the file's masks when choosing: saving need not ask again.
		this.base = asked.theirs;
		this.state = inStep;
		return true;
	}

	/**
	 * Takes the file's annotations as one more edit, so that undo brings the user's own back.
	 *
	 * @returns false where the user has edited since the answer
	 */
	private takeTheirs(): Promise<boolean> {
		const answeredAt = this.history.revision;
		return this.enqueue(async () => {
			try {
				const { text, version } = await this.ports.file.read();
				if (this.isDisposed || this.state.kind !== 'conflict') return true;
				if (this.history.revision !== answeredAt) return false;
				const theirs = text === undefined ? emptySidecar : parseSidecar(text);
				const edit = editBetween('Take the File’s Masks', this.set, theirs.set);
				this.state = inStep;
				this.base = version;
				this.history.replace({ ...theirs, set: this.set }, answeredAt);
				this.history.edit(edit);
				this.inCommon = { version, sidecar: theirs, revision: this.history.revision };
			} catch (cause) {
				this.ports.inform({ kind: 'theirsUnusable', cause });
			}
			return true;
		});
	}

	/** The size that the masks were made for. */
	private get masksSize(): ImageSize | undefined {
		const [first] = this.set.annotations;
		if (!first) return this.history.sidecar.image;
		const [height, width] = first.segmentation.size;
		return { width, height };
	}

	private get wrongSize(): ReadOnlyReason | undefined {
		const { masksSize: masks, imageSize: image } = this;
		const fits = !masks || !image || (masks.width === image.width && masks.height === image.height);
		return fits ? undefined : { kind: 'size', masks, image };
	}

	private described(fileName: string): { fileName: string; width: number; height: number } {
		const size = this.masksSize ?? this.imageSize;
		if (!size) throw new DocumentError({ kind: 'sizeUnknown' });
		return { fileName, width: size.width, height: size.height };
	}

	private serialize(fileName: string): string {
		return serializeSidecar(this.history.sidecar, this.described(fileName));
	}

	/** Work with the file is done one after another. */
	private enqueue<T>(work: () => Promise<T>): Promise<T> {
		const done = this.lastFileWork.then(work);
		this.lastFileWork = done.catch(() => undefined);
		return done;
	}
}
