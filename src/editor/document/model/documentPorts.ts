import type { SidecarFile } from '../../../formats/sidecar/sidecarFile';
import type { DocumentProblem } from './documentProblem';

/** An edit as VS Code's undo stack holds it. */
export interface UndoableEdit {
	readonly label: string;
	undo(): void;
	redo(): void;
}

/** What only the user can decide. Undefined means that no answer was given, which changes nothing. */
export interface Questions {
	/** The sidecar changed on disk while there were unsaved masks. */
	whoseToKeep(): Promise<'mine' | 'theirs' | undefined>;
	/** A save would replace what another program wrote. */
	overwriteChanged(): Promise<'overwrite' | undefined>;
	/** “Save As” would replace the sidecar of another image. */
	replaceExisting(fileName: string): Promise<'replace' | undefined>;
}

/** What a document needs of the world around it. */
export interface DocumentPorts {
	readonly file: SidecarFile;
	readonly questions: Questions;
	/** The annotations have changed, or whether they can be changed. */
	changed(): void;
	/** The user has made an edit that can be undone. */
	edited(edit: UndoableEdit): void;
	/** Something that the user should know and need not answer. */
	inform(problem: DocumentProblem): void;
}
