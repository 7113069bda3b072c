import type { LadderStep } from '../shared/annotations/annotation';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { Ring } from '../shared/mask/polygonsWithHoles';
import type { RunLengths } from '../shared/mask/runLengths';
import type { Prompt } from '../shared/prompt';

/** [x, y, width, height] in pixels, not necessarily whole ones. */
export type Box = readonly [number, number, number, number];

type Keys = Readonly<Record<string, unknown>>;

/** A name that annotations of a whole dataset share; unique by `name` and `kind`. */
export interface DatasetCategory extends CategoryName {
	/** The number that it had in the file it comes from. */
	readonly id?: number;
	/** Material without countable things, such as sky; for panoptic segmentation. */
	readonly isStuff?: boolean;
	/** Keys of the file that no other format knows. */
	readonly extra?: Keys;
}

/** One mask of one image. */
export interface DatasetAnnotation {
	readonly category: CategoryName;
	/** Has the image's size. */
	readonly mask: RunLengths;
	/** The outline as the file had it, if it had one: the union of these rings is the mask, rounded to whole pixels. */
	readonly polygons?: readonly Ring[];
	/** The box as the file had it, where it had nothing else: the mask is the box, rounded to whole pixels. */
	readonly box?: Box;
	/** Marks a group of things that were not outlined one by one (COCO's `iscrowd`). */
	readonly isCrowd?: boolean;
	/** What Strata knows beyond the mask; see `Annotation`. */
	readonly level?: number;
	readonly score?: number;
	readonly prompts?: readonly Prompt[];
	readonly pack?: string;
	readonly ladder?: readonly LadderStep[];
	/** Keys of the file that no other format knows. */
	readonly extra?: Keys;
}

/** One image with all its annotations: the unit that is read, converted and written. */
export interface DatasetImage {
	/** Path from the dataset's root with forward slashes; unique in the dataset. */
	readonly name: string;
	/** Where the picture is on this machine, if it was found. */
	readonly file?: string;
	/** Pixels, after EXIF rotation. */
	readonly width: number;
	readonly height: number;
	/** `train`, `val`, `test` or another name. */
	readonly split?: string;
	readonly annotations: readonly DatasetAnnotation[];
	/** How many edits the image was given; no format holds them. */
	readonly imageEdits?: number;
	/** Keys of the file that no other format knows. */
	readonly extra?: Keys;
}

/** A dataset as a stream: only one image is in memory at a time, however many there are. */
export interface Dataset {
	/** All categories of all images, each once, in the order of their numbers. */
	readonly categories: readonly DatasetCategory[];
	/** How many images there are, where that is known before they are read. */
	readonly imageCount?: number;
	/** Reads the images from the first on; may be called again. */
	images(): AsyncIterable<DatasetImage>;
}

/** What makes a category the same one in two files. */
export const categoryKey = ({ name, kind }: CategoryName): string => `${kind}\n${name}`;

/** The same categories, each once, in their order. */
export function uniqueCategories<T extends CategoryName>(all: Iterable<T>): T[] {
	const byKey = new Map<string, T>();
	for (const one of all) if (!byKey.has(categoryKey(one))) byKey.set(categoryKey(one), one);
	return [...byKey.values()];
}
