import type { ReadOnlyPlace } from '../../../formats/sidecar/sidecarAddress';

/** A width and height in pixels. */
export interface ImageSize {
	readonly width: number;
	readonly height: number;
}

/** Why an image's masks cannot be changed. */
export type ReadOnlyReason =
	/** The image is where nothing can be saved beside it. */
	| { readonly kind: 'place'; readonly place: ReadOnlyPlace }
	/** The sidecar cannot be read. */
	| { readonly kind: 'unreadable'; readonly cause: unknown }
	/** The sidecar can be read, but is not one that this version understands. */
	| { readonly kind: 'unusable'; readonly cause: unknown }
	/** The masks were made on another version of the image. */
	| { readonly kind: 'size'; readonly masks: ImageSize; readonly image: ImageSize };

/** What can stand in the way of something that the user does with a document. Sentences are made at the edge. */
export type DocumentProblem =
	| ReadOnlyReason
	/** Edits are not taken while a revert reads the file. */
	| { readonly kind: 'reverting' }
	/** The edit was made before the file was read anew, and cannot be undone or redone. */
	| { readonly kind: 'madeBeforeReload'; readonly label: string }
	/** The user did not say that the file may be replaced. */
	| { readonly kind: 'notReplaced'; readonly fileName?: string }
	/** The file's masks, which were to be taken, cannot be read. */
	| { readonly kind: 'theirsUnusable'; readonly cause: unknown }
	/** What was kept of unsaved masks cannot be read. */
	| { readonly kind: 'backupUnusable'; readonly cause: unknown }
	/** The size of the image is not known yet. */
	| { readonly kind: 'sizeUnknown' };

/** A problem as an exception, for those who asked for something that cannot be done. */
export class DocumentError extends Error {
	override readonly name = 'DocumentError';

	constructor(readonly problem: DocumentProblem) {
		super(problem.kind);
	}
}
