import type { DecoderSpace } from './decoderPrompt';
import { coveredCells } from './logitMask';

/** How far the outline is moved, in logits. */
const offset = 1;

/**
 * How little of a mask depends on where exactly its logits are cut, 0 to 1: the area above +1 as a part of that above
 * −1. 0 where nothing is above −1.
 *
 * @param logits float32[rows, columns]; what lies beyond the image is not looked at
 */
export function stability(logits: Float32Array, space: DecoderSpace): number {
	const { columns, rows } = coveredCells(space);
	let sure = 0;
	let possible = 0;
	for (let row = 0; row < rows; row++) {
		const start = row * space.columns;
		for (let at = start; at < start + columns; at++) {
			if (logits[at]! > offset) sure++;
			if (logits[at]! > -offset) possible++;
		}
	}
	return possible === 0 ? 0 : sure / possible;
}
