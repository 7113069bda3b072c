import type { Rle } from '../mask/rle';

/** What a mask is a part of, and what it is called. */
export interface NamedWhole {
	readonly name: string;
	readonly segmentation: Rle;
}
