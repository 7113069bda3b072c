import { area, type RunLengths } from '../../shared/mask/runLengths';
import { complement } from '../../shared/mask/setOperations';
import { removeSpecks, withoutSpecks } from '../../shared/mask/specks';
import type { Prompt } from '../../shared/prompt';
import { maxHole, maxSpeck } from '../../shared/thresholds';
import type { DecoderSpace } from './decoderPrompt';
import { pixelOf } from './logitMask';
import { maskFromLogits } from './maskFromLogits';

/**
 * The mask of `logits: float32[rows, columns]` for these prompts at image size, without specks and pinholes. Positive
 * points keep the specks that they are in, negative ones the holes.
 */
export function fullSizeMask(
	logits: Float32Array,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): RunLengths {
	const pixelsOf = (positive: boolean) =>
		prompts.flatMap((prompt) => {
			if (prompt.type === 'box' || prompt.positive !== positive) return [];
			const { column, row } = pixelOf(prompt, space);
			return [{ x: column, y: row }];
		});
	const mask = withoutSpecks(maskFromLogits(logits, space), maxSpeck, pixelsOf(true));
	const outside = complement(mask);
	return complement(removeSpecks(outside, maxHole * area(mask), pixelsOf(false)));
}
