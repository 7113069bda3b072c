import type { AnnotationSet } from '../../shared/annotations/annotation';

/** The only schema that this version writes, and the highest that it reads. */
export const sidecarSchema = 1;

/** An image as its sidecar names it: pixels after EXIF rotation. */
export interface SidecarImage {
	readonly fileName: string;
	readonly width: number;
	readonly height: number;
}

type Keys = Readonly<Record<string, unknown>>;

/** What an annotation said that its mask cannot say again (polygons), for as long as the mask is the same. */
export interface Original {
	/** The counts of the mask that was made of it. */
	readonly counts: string;
	/** `segmentation`, `area` and `bbox`, those that were there. */
	readonly keys: Keys;
}

/** What a sidecar holds besides annotations and categories, kept for the round trip. */
export interface SidecarRest {
	/** Top-level keys that are not ours, such as `licenses`. */
	readonly top: Keys;
	/** `info` without `strata`. */
	readonly info: Keys;
	/** `info.strata` without `schema` and `done`. */
	readonly infoStrata: Keys;
	/** `strata` without `edits`. */
	readonly strata: Keys;
	/** Entries of `strata.edits` that this version cannot read, perhaps a newer one's. */
	readonly unreadEdits: readonly unknown[];
	/** The image's keys that are not ours. */
	readonly image: Keys;
	readonly imageId: number;
	/** By annotation id. */
	readonly originals: ReadonlyMap<number, Original>;
}

/** All that a sidecar says. */
export interface Sidecar {
	readonly set: AnnotationSet;
	readonly rest: SidecarRest;
	/** The image that the file names; absent where there is no file yet. */
	readonly image?: SidecarImage;
}

/** What an image without a sidecar has. */
export const emptySidecar: Sidecar = {
	set: { annotations: [], categories: [] },
	rest: {
		top: {},
		info: { description: 'Masks made with Strata', version: '1.0' },
		infoStrata: {},
		strata: {},
		unreadEdits: [],
		image: {},
		imageId: 1,
		originals: new Map(),
	},
};
