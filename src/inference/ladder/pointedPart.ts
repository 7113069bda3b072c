import type { Prompt } from '../../shared/prompt';
import { bitmapOf, intersectionArea, iou, subtract } from '../mask/bitmap';
import { type DecoderSpace, userPrompt } from '../mask/decoderPrompt';
import { coveredCells, type LogitMask, masksOf, missedPoints } from '../mask/logitMask';
import type { DecoderMaskPrompt, FirstMaskRequest } from './ladderRequest';
import type { KeptOutside } from './localCorrection';

/** The least IoU of what a part would change with what the model changed when it was told the mask. */
const minAgreement = 0.25;

/**
 * The corrected mask without the thing at a negative point, or with the one at a positive point: of the model's masks for
 * that point alone, the one that changes most nearly what the model's own correction changes there. Such a part has an
 * outline of its own, and whatever lies outside it stays as it was.
 *
 * @param corrected the mask that the model makes of the corrected one
 * @returns undefined where no mask of the point agrees with the correction
 */
export async function withPointedPart<T extends LogitMask>(
	corrected: T,
	point: Prompt & { readonly type: 'point' },
	{ prompts, space, decode, maskPrompt }: FirstMaskRequest & { readonly maskPrompt: DecoderMaskPrompt },
): Promise<(T & { readonly keptOutside: KeptOutside }) | undefined> {
	const alone = [{ ...point, positive: true }];
	const others = prompts
		.filter((prompt) => prompt.type === 'point' && prompt.positive !== point.positive)
		.map((prompt) => ({ ...prompt, positive: false }));
	const parts = masksOf(await decode([userPrompt(alone, space)]), 1, 0, space).filter(
		({ logits }) =>
			missedPoints(logits, alone, true, space) === 0 && missedPoints(logits, others, false, space) === 0,
	);
	const before = bitmapIn(maskPrompt.logits, space);
	const after = bitmapIn(corrected.logits, space);
	const changed = point.positive ? subtract(after, before) : subtract(before, after);
	let best: { readonly part: LogitMask; readonly agreement: number } | undefined;
	for (const part of parts) {
		const bits = bitmapIn(part.logits, space);
		const within = subtract(bits, before);
		const change = point.positive ? within : subtract(bits, within);
		const agreement = intersectionArea(change, changed) === 0 ? 0 : iou(change, changed);
		if (agreement >= minAgreement && agreement > (best?.agreement ?? 0)) best = { part, agreement };
	}
	if (!best) return undefined;
	const { logits: part } = best.part;
	const logits = maskPrompt.logits.map((was, at) =>
		point.positive ? Math.max(was, part[at]!) : Math.min(was, -part[at]!),
	);
	return { ...corrected, logits, keptOutside: { changed: part, before: maskPrompt.mask } };
}

function bitmapIn(logits: Float32Array, space: DecoderSpace) {
	const { columns, rows } = coveredCells(space);
	return bitmapOf(logits, space.columns, columns, rows);
}
