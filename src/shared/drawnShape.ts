import { decodeRle } from './mask/cocoRle';
import { paintStroke } from './mask/paint';
import { fillPolygons } from './mask/polygonFill';
import type { Rle } from './mask/rle';
import type { RunLengths } from './mask/runLengths';

/** What a drawing tool gives, in image pixels; lines are x, y, x, y, … */
export type DrawnShape =
	| { readonly kind: 'stroke'; readonly line: readonly number[]; readonly radius: number }
	| { readonly kind: 'polygon'; readonly ring: readonly number[] }
	| { readonly kind: 'region'; readonly segmentation: Rle };

export type DrawMode = 'add' | 'subtract';

/**
 * The pixels that a shape covers.
 * @throws RangeError where a region is not of that size
 */
export function maskOfShape(shape: DrawnShape, width: number, height: number): RunLengths {
	switch (shape.kind) {
		case 'stroke':
			return paintStroke(pointsOf(shape.line), shape.radius, width, height);
		case 'polygon':
			return fillPolygons([shape.ring], width, height);
		case 'region': {
			const [rows, columns] = shape.segmentation.size;
			if (rows !== height || columns !== width) {
				throw new RangeError(
					`Expected a region of ${width} × ${height} pixels but received one of ${columns} × ${rows}`,
				);
			}
			return decodeRle(shape.segmentation);
		}
	}
}

/** The points of a line that is written x, y, x, y, … */
export function pointsOf(line: readonly number[]): { readonly x: number; readonly y: number }[] {
	return Array.from({ length: line.length >> 1 }, (_, i) => ({ x: line[2 * i]!, y: line[2 * i + 1]! }));
}
