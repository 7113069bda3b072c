import type { BatchRequest } from '../../formats/sidecar/batchRequest';

/** An image of a batch with all that is asked about it. */
export interface BatchImage {
	/** As it is printed. */
	readonly name: string;
	/** Absolute. */
	readonly path: string;
	readonly requests: readonly BatchRequest[];
	/** The size in pixels that the requests were made for, where that is known. */
	readonly size?: { readonly width: number; readonly height: number };
}

/** What goes wrong before an image is opened. */
export interface BatchFault {
	readonly name: string;
	readonly error: Error;
}

/** The images of a batch, one after another. */
export interface BatchSource {
	/** How many there are, about; undefined where that is not known. */
	readonly total: number | undefined;
	images(): AsyncIterable<BatchImage | BatchFault>;
}
