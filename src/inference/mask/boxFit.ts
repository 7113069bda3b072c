import type { Prompt } from '../../shared/prompt';
import type { DecoderSpace } from './decoderPrompt';
import { coveredCells } from './logitMask';

/**
 * IoU of a mask's bounding box with a box that somebody drew; 0 for an empty mask.
 *
 * @param logits float32[rows, columns]; what lies beyond the image is not looked at
 */
export function boxFit(logits: Float32Array, box: Prompt & { type: 'box' }, space: DecoderSpace): number {
	const { columns, rows } = coveredCells(space);
	let [left, top, right, bottom] = [columns, rows, 0, 0];
	for (let row = 0; row < rows; row++) {
		const start = row * space.columns;
		for (let column = 0; column < columns; column++) {
			if (logits[start + column]! <= 0) continue;
			left = Math.min(left, column);
			right = Math.max(right, column + 1);
			top = Math.min(top, row);
			bottom = row + 1;
		}
	}
	if (right === 0) return 0;
	const scale = space.logitScale;
	const [x0, x1] = [box.x0 * scale.x, box.x1 * scale.x].sort((a, b) => a - b) as [number, number];
	const [y0, y1] = [box.y0 * scale.y, box.y1 * scale.y].sort((a, b) => a - b) as [number, number];
	const both =
		Math.max(0, Math.min(right, x1) - Math.max(left, x0)) *
		Math.max(0, Math.min(bottom, y1) - Math.max(top, y0));
	const all = (right - left) * (bottom - top) + (x1 - x0) * (y1 - y0) - both;
	return both / all;
}
