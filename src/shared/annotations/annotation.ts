import type { ImageEditStep } from '../imageEdits/imageEditStep';
import type { Bbox, Rle } from '../mask/rle';
import type { Prompt } from '../prompt';

/** Objects (dog) and parts (head) are two separate lists; COCO's `supercategory` carries which. */
export type CategoryKind = 'object' | 'part';

export interface Category {
	readonly id: number;
	readonly name: string;
	readonly kind: CategoryKind;
	/** Keys of the sidecar's category that are not ours, kept for the round trip. */
	readonly extra?: Readonly<Record<string, unknown>>;
}

/** One step of the ladder that an annotation was picked from, kept so that its level can be changed later. */
export interface LadderStep {
	readonly level: number;
	readonly score: number;
	readonly segmentation: Rle;
}

/** A mask that the user kept. */
export interface Annotation {
	readonly id: number;
	readonly categoryId: number;
	readonly segmentation: Rle;
	/** Pixels. */
	readonly area: number;
	readonly bbox: Bbox;
	/** Absent where the mask did not come from a ladder (another tool's file). */
	readonly level?: number;
	readonly score?: number;
	/** The annotation that this one is a part of; derived from the masks (see partOfTree) unless the user chose it. */
	readonly parent?: number;
	/** The user chose the parent, or that there is none: the masks no longer say. */
	readonly isParentChosen?: true;
	/** What it may be called, until the user says so: it has no name yet. */
	readonly suggested?: { readonly name: string; readonly kind: CategoryKind };
	/** Not drawn, and not hit by clicks: a matter of view, which no file keeps. */
	readonly isHidden?: true;
	/** Drawn, but not hit by clicks. */
	readonly isLocked?: true;
	readonly prompts?: readonly Prompt[];
	/** The id of the pack that made it. */
	readonly pack?: string;
	readonly ladder?: readonly LadderStep[];
	/** Keys of the sidecar's annotation that are not ours, kept for the round trip. */
	readonly extra?: Readonly<Record<string, unknown>>;
	/** Keys of the sidecar's `strata` object that this version does not know, kept likewise. */
	readonly strataExtra?: Readonly<Record<string, unknown>>;
}

/** All that is annotated in one image, each list ordered by id: immutable, replaced by edits. */
export interface AnnotationSet {
	readonly annotations: readonly Annotation[];
	readonly categories: readonly Category[];
	/** The user has said that nothing is left to do. */
	readonly isDone?: true;
	/** How the image is to be changed, in this order, when it is exported; absent where it is not. */
	readonly imageEdits?: readonly ImageEditStep[];
}
