import { decodeRle } from '../../src/shared/mask/cocoRle';
import { measure } from '../../src/shared/mask/measurements';
import { outlinePaths } from '../../src/shared/mask/outline';
import type { Bbox, Rle } from '../../src/shared/mask/rle';
import { area, bbox, containsPixel } from '../../src/shared/mask/runLengths';
import type { ImagePoint } from '../../src/shared/prompt';
import { coarseOutline } from './coarseOutline';

/** Computes something of a mask once: kept as long as the object that came from the host, which is while it shows. */
function memoizeByMask<T extends object>(compute: (rle: Rle) => T): (rle: Rle) => T {
	const known = new WeakMap<Rle, T>();
	return (rle) => {
		let value = known.get(rle);
		if (!value) {
			value = compute(rle);
			known.set(rle, value);
		}
		return value;
	};
}

const runsOf = memoizeByMask(decodeRle);
const outlinesOf = memoizeByMask((rle) => outlinePaths(runsOf(rle)));

/** How coarse the outline is: by two to the power of this, in image pixels. */
const maxCoarseness = 5;
const pathsByCoarseness = Array.from({ length: maxCoarseness + 1 }, (_, coarseness) =>
	memoizeByMask((rle) => pathOf(outlinesOf(rle).map((loop) => coarseOutline(loop, 2 ** coarseness)))),
);

/**
 * The outline of a mask in image pixels, as exact as `scale` (CSS pixels an image pixel) shows. Filled by the even-odd
 * rule it is the mask, holes and all; at a scale of 1 and more to the pixel.
 */
export function maskPath(rle: Rle, scale = 1): Path2D {
	const coarseness = Math.min(maxCoarseness, Math.max(0, Math.floor(-Math.log2(scale))));
	return pathsByCoarseness[coarseness]!(rle);
}

function pathOf(loops: readonly ArrayLike<number>[]): Path2D {
	const path = new Path2D();
	for (const loop of loops) {
		if (loop.length < 6) continue;
		path.moveTo(loop[0]!, loop[1]!);
		for (let i = 2; i < loop.length; i += 2) path.lineTo(loop[i]!, loop[i + 1]!);
		path.closePath();
	}
	return path;
}

/** Area in pixels and box of a mask; an empty one has zeros. */
export const maskFigures = memoizeByMask((rle): { readonly area: number; readonly bbox: Bbox } => {
	const runs = runsOf(rle);
	return { area: area(runs), bbox: bbox(runs) };
});

/** What can be measured of a mask's shape, in pixels; an empty one has no perimeter. */
export const maskMeasurements = memoizeByMask((rle) => {
	const runs = runsOf(rle);
	return area(runs) === 0 ? { area: 0, perimeter: 0 } : measure(runs);
});

/** True where the pixel under the point belongs to the mask; points off the image belong to none. */
export function maskContains(rle: Rle, point: ImagePoint): boolean {
	const [height, width] = rle.size;
	const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
	return x >= 0 && y >= 0 && x < width && y < height && containsPixel(runsOf(rle), x, y);
}
