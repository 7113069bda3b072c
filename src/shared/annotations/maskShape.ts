import { decodeRle } from '../mask/cocoRle';
import type { Bbox, Rle } from '../mask/rle';
import { area, bbox, type RunLengths } from '../mask/runLengths';

/** A mask decoded, with what is cheap to compare first. */
export interface MaskShape {
	readonly mask: RunLengths;
	readonly area: number;
	readonly bbox: Bbox;
}

/** Annotations keep their `Rle` object through edits, so an edit decodes only the masks that it brought. */
const shapes = new WeakMap<Rle, MaskShape>();

/** The shape of a mask, decoded once for as long as the mask is there. */
export function shapeOf(rle: Rle): MaskShape {
	let shape = shapes.get(rle);
	if (shape === undefined) {
		const mask = decodeRle(rle);
		shape = { mask, area: area(mask), bbox: bbox(mask) };
		shapes.set(rle, shape);
	}
	return shape;
}
