import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { Descriptor } from '../shared/descriptor';

/** A mask that the user named, by what it looks like. */
export interface NamedExample extends CategoryName {
	/** The image's hash: its name may change. */
	readonly image: string;
	/** The annotation's id in that image. */
	readonly annotation: number;
	/** A hash of the mask: another mask under the same id is to be described anew. */
	readonly mask: string;
	readonly descriptor: Descriptor;
}

/** An annotation of an image as far as the memory is concerned. */
export type NamedMask = Pick<NamedExample, 'annotation' | 'mask' | 'name' | 'kind'>;
