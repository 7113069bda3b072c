import type { RunLengths } from '../../shared/mask/runLengths';
import { withoutSpecks } from '../../shared/mask/specks';
import type { Prompt } from '../../shared/prompt';
import { maxSpeck } from '../../shared/thresholds';
import type { DecoderSpace } from './decoderPrompt';
import { pixelOf } from './logitMask';
import { maskFromLogits } from './maskFromLogits';

/** The mask of `logits: float32[rows, columns]` for these prompts at image size, without specks. */
export function fullSizeMask(
	logits: Float32Array,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): RunLengths {
	const pointsInside = prompts.flatMap((prompt) => {
		if (prompt.type === 'box' || !prompt.positive) return [];
		const { column, row } = pixelOf(prompt, space);
		return [{ x: column, y: row }];
	});
	return withoutSpecks(maskFromLogits(logits, space), maxSpeck, pointsInside);
}
