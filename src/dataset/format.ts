import type { Dataset } from './dataset';
import type { Losses } from './losses';
import type { OutputFolder } from './outputFolder';

/** What a format keeps of a property: all of it, some of it (with a note), or nothing. */
export type Held = 'yes' | 'no' | string;

/** What a format is, as data: the command line's help and docs/formats.md are made of it. */
export interface FormatDescription {
	/** What the command line calls it. */
	readonly id: string;
	/** What people call it. */
	readonly name: string;
	/** What its files end with. */
	readonly extension: string;
	/** Where its files are: 'one file', 'a file per image', 'a folder'. */
	readonly layout: string;
	readonly holds: {
		/** Exact masks, outlines or boxes. */
		readonly shape: string;
		readonly holes: Held;
		/** Several pieces of one object. */
		readonly pieces: Held;
		/** Pixels that belong to several annotations. */
		readonly overlaps: Held;
		/** Object and part categories as two lists. */
		readonly kinds: Held;
		/** Levels, scores, prompts. */
		readonly details: Held;
		readonly splits: Held;
		/** COCO's `iscrowd`. */
		readonly crowds: Held;
		/** Keys that only the source knows. */
		readonly unknownKeys: Held;
	};
	/** Which programs read what is written, in our tests. */
	readonly checkedAgainst: string;
}

export interface ReadOptions {
	readonly losses: Losses;
	/** Where the pictures are, where that is not beside or below the source. */
	readonly imagesFolder?: string;
	readonly signal?: AbortSignal;
}

export interface WriteOptions {
	readonly losses: Losses;
	/** How far an outline may be from the mask, in pixels; 0 keeps it exact. */
	readonly simplify: number;
	/** Whether pictures are copied beside the annotations; each format knows its own usual answer. */
	readonly copyImages?: boolean;
	/** How long a pixel's side is, for measurements in real units. */
	readonly pixelSize?: { readonly value: number; readonly unit: string };
	/** Which of a format's ways to write is wanted; see `variants`. */
	readonly variant?: string;
}

/** One format of annotations. A format is a folder in src/formats and a line in its registry. */
export interface Format {
	readonly description: FormatDescription;
	/** The ways in which it can be written, the usual one first; absent where there is only one. */
	readonly variants?: readonly string[];
	/** Whether a file or folder looks like this format; only asked where `read` is there. */
	readonly recognize?: (source: string) => Promise<boolean>;
	/** @throws DatasetError where the source cannot be used */
	readonly read?: (source: string, options: ReadOptions) => Promise<Dataset>;
	readonly write?: (dataset: Dataset, output: OutputFolder, options: WriteOptions) => Promise<void>;
}
