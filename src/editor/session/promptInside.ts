import { decodeRle } from '../../shared/mask/cocoRle';
import { innerPoint } from '../../shared/mask/innerPoint';
import { paintStroke } from '../../shared/mask/paint';
import { area, type RunLengths } from '../../shared/mask/runLengths';
import { subtract } from '../../shared/mask/setOperations';
import type { MaskPrompt, Prompt } from '../../shared/prompt';

/**
 * The prompts, with a positive point well inside the mask where they only say what is not meant: a model is asked for
 * something. It lies away from the negative ones.
 */
export function promptInside(prompts: readonly Prompt[], { segmentation }: MaskPrompt): readonly Prompt[] {
	if (prompts.some((one) => one.type === 'box' || one.positive)) return prompts;
	const mask = decodeRle(segmentation);
	const away = prompts.reduce((rest, one) => (one.type === 'point' ? withoutDisc(rest, one) : rest), mask);
	const inside = innerPoint(away) ?? innerPoint(mask);
	return inside ? [{ type: 'point', ...inside, positive: true }, ...prompts] : prompts;
}

function withoutDisc(mask: RunLengths, at: { readonly x: number; readonly y: number }): RunLengths {
	const radius = Math.sqrt(area(mask)) / 4;
	return subtract(mask, paintStroke([at], radius, mask.width, mask.height));
}
