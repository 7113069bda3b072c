import { decodeRle } from '../../src/shared/mask/cocoRle';
import { outlinePaths } from '../../src/shared/mask/outline';
import type { Bbox, Rle } from '../../src/shared/mask/rle';
import { area, bbox, containsPixel } from '../../src/shared/mask/runLengths';
import type { ImagePoint } from '../../src/shared/prompt';

/** Makes a thing of a mask once: kept as long as the object that came from the host, which is as long as it shows. */
function ofMask<T extends object>(make: (rle: Rle) => T): (rle: Rle) => T {
	const made = new WeakMap<Rle, T>();
	return (rle) => {
		const known = made.get(rle);
		if (known) return known;
		const thing = make(rle);
		made.set(rle, thing);
		return thing;
	};
}

const runsOf = ofMask(decodeRle);

/** The outline of a mask in image pixels; filled by the even-odd rule it is the mask to the pixel, holes and all. */
export const maskPath = ofMask((rle) => {
	const path = new Path2D();
	for (const loop of outlinePaths(runsOf(rle))) {
		path.moveTo(loop[0]!, loop[1]!);
		for (let i = 2; i < loop.length; i += 2) path.lineTo(loop[i]!, loop[i + 1]!);
		path.closePath();
	}
	return path;
});

/** Area in pixels and box of a mask; an empty one has zeros. */
export const maskFigures = ofMask((rle): { readonly area: number; readonly bbox: Bbox } => {
	const runs = runsOf(rle);
	return { area: area(runs), bbox: bbox(runs) };
});

/** True where the pixel under the point belongs to the mask; points off the image belong to none. */
export function maskContains(rle: Rle, point: ImagePoint): boolean {
	const [height, width] = rle.size;
	const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
	return x >= 0 && y >= 0 && x < width && y < height && containsPixel(runsOf(rle), x, y);
}
