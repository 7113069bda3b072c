import { decodeRle } from '../src/shared/mask/cocoRle';
import { outlinePaths } from '../src/shared/mask/outline';
import type { Bbox, Rle } from '../src/shared/mask/rle';
import { area, bbox, containsPixel, type RunLengths } from '../src/shared/mask/runLengths';
import type { ImagePoint } from '../src/shared/prompt';

interface DrawnMask {
	readonly runs: RunLengths;
	/** In image pixels; filled by the even-odd rule it is the mask to the pixel, holes and islands too. */
	readonly path: Path2D;
}

// Keyed by the object that came from the host: it lives exactly as long as something shows it.
const drawn = new WeakMap<Rle, DrawnMask>();

function drawnMask(rle: Rle): DrawnMask {
	const known = drawn.get(rle);
	if (known) return known;
	const runs = decodeRle(rle);
	const path = new Path2D();
	for (const loop of outlinePaths(runs)) {
		path.moveTo(loop[0]!, loop[1]!);
		for (let i = 2; i < loop.length; i += 2) path.lineTo(loop[i]!, loop[i + 1]!);
		path.closePath();
	}
	const mask = { runs, path };
	drawn.set(rle, mask);
	return mask;
}

/** The outline of a mask in image pixels, made once. */
export function maskPath(rle: Rle): Path2D {
	return drawnMask(rle).path;
}

export function maskContains(rle: Rle, point: ImagePoint): boolean {
	const [height, width] = rle.size;
	const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
	return x >= 0 && y >= 0 && x < width && y < height && containsPixel(drawnMask(rle).runs, x, y);
}

/** Area in pixels and box of a mask; an empty one has zeros. */
export function maskFigures(rle: Rle): { readonly area: number; readonly bbox: Bbox } {
	const { runs } = drawnMask(rle);
	return { area: area(runs), bbox: bbox(runs) };
}
