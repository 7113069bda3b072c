import type { Bbox } from '../../../shared/mask/rle';
import type { ObjectName } from '../../../shared/protocol/inferenceProtocol';

/** What a detector sees in an image: boxes, and of each of them how surely it is of each class. */
export interface Detections {
	/** float32[boxes, 4]: top, left, bottom, right, as parts of the image's sides. */
	readonly boxes: Float32Array;
	/** float32[boxes, classes], 0 to 1. */
	readonly scores: Float32Array;
	readonly classes: readonly string[];
}

/** What is less likely is no name for the mask. */
const minScore = 0.01;

/**
 * The names that a mask's box may have, the likeliest first. The score of a class is the highest of all boxes' scores for
 * it times their IoU with the mask's: a box that fits counts, though another one may be surer.
 *
 * @param box in pixels
 * @param size of the image, in pixels
 */
export function namesOfBox(
	[x, y, width, height]: Bbox,
	size: { readonly width: number; readonly height: number },
	{ boxes, scores, classes }: Detections,
): ObjectName[] {
	const [top, left] = [y / size.height, x / size.width];
	const [bottom, right] = [(y + height) / size.height, (x + width) / size.width];
	const area = (bottom - top) * (right - left);
	const best = new Float64Array(classes.length);
	for (let at = 0; at < boxes.length; at += 4) {
		const [boxTop, boxLeft, boxBottom, boxRight] = [
			boxes[at]!,
			boxes[at + 1]!,
			boxes[at + 2]!,
			boxes[at + 3]!,
		];
		const rows = Math.min(bottom, boxBottom) - Math.max(top, boxTop);
		const columns = Math.min(right, boxRight) - Math.max(left, boxLeft);
		if (rows <= 0 || columns <= 0) continue;
		const shared = rows * columns;
		const iou = shared / (area + (boxBottom - boxTop) * (boxRight - boxLeft) - shared);
		if (iou < minScore) continue;
		const start = (at / 4) * classes.length;
		for (let i = 0; i < classes.length; i++) best[i] = Math.max(best[i]!, iou * scores[start + i]!);
	}
	return classes
		.map((name, i) => ({ name, score: best[i]! }))
		.filter(({ score }) => score >= minScore)
		.sort((one, other) => other.score - one.score);
}
