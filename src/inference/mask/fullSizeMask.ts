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
	return cleanedMask(logits, prompts, space).mask;
}

/** The same, with the IoU (0 to 1) of the mask with what it was before specks and pinholes were removed. */
export function cleanedMask(
	logits: Float32Array,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): { readonly mask: RunLengths; readonly kept: number } {
	const pixelsOf = (positive: boolean) =>
		prompts.flatMap((prompt) => {
			if (prompt.type === 'box' || prompt.positive !== positive) return [];
			const { column, row } = pixelOf(prompt, space);
			return [{ x: column, y: row }];
		});
	const raw = maskFromLogits(logits, space);
	const solid = withoutSpecks(raw, maxSpeck, pixelsOf(true));
	const outside = complement(solid);
	const mask = complement(removeSpecks(outside, maxHole * area(solid), pixelsOf(false)));
	// Specks are left out of the raw mask, and holes added to what is left of it.
	const [specks, holes] = [area(raw) - area(solid), area(mask) - area(solid)];
	return { mask, kept: area(raw) === 0 ? 0 : (area(raw) - specks) / (area(raw) + holes) };
}
