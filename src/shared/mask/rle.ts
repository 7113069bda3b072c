/**
 * A mask as it travels and as it is saved: COCO's compressed run-length encoding, column-major, at full image
 * size. A string, so that it crosses every boundary (IPC, postMessage, JSON) unchanged.
 */
export interface Rle {
	/** [height, width] in pixels, COCO's order. */
	readonly size: readonly [number, number];
	/** Run lengths in COCO's ASCII code, zeros first. */
	readonly counts: string;
}

/** The box of a mask in pixels, as COCO writes it: [x, y, width, height]. An empty mask has [0, 0, 0, 0]. */
export type Bbox = readonly [number, number, number, number];
