import type { Candidate } from '../../shared/candidate';
import { area, type RunLengths } from '../../shared/mask/runLengths';
import { iou } from '../../shared/mask/setOperations';
import type { Prompt } from '../../shared/prompt';
import { iouThresholds } from '../../shared/thresholds';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { cleanedMask } from '../mask/fullSizeMask';
import type { LogitMask } from '../mask/logitMask';
import { sortByScore } from './candidatePool';
import { toCandidate } from './fullSizeLadder';

/** More masks than this nobody goes through. */
const maxMasks = 40;
/** A mask that specks and holes made up more of than this (1 − IoU with what cleaning leaves) is no mask of a thing. */
const minCleanIou = 0.9;

/**
 * What the model found besides the levels, at image size: cleaned, without near twins of a level or of each other (of
 * two the one with the higher score stays) and without what hardly anything is left of. In no order.
 *
 * A mask takes milliseconds, so that they come one by one.
 *
 * @param levels at image size
 * @yields undefined for a mask that is left out
 */
export function* betweenLevels(
	masks: readonly LogitMask[],
	levels: readonly RunLengths[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): Generator<Candidate | undefined> {
	const known = [...levels];
	for (const { logits, score } of sortByScore(masks)) {
		if (known.length - levels.length >= maxMasks) return;
		const { mask, kept } = cleanedMask(logits, prompts, space);
		const isNew = area(mask) > 0 && kept >= minCleanIou && !known.some((other) => isTwin(mask, other));
		if (isNew) known.push(mask);
		yield isNew ? toCandidate({ mask, score }, 0) : undefined;
	}
}

/** Areas alone tell most masks apart. */
function isTwin(a: RunLengths, b: RunLengths): boolean {
	const [areaOfA, areaOfB] = [area(a), area(b)];
	const atMost = Math.min(areaOfA, areaOfB) / Math.max(areaOfA, areaOfB);
	return atMost > iouThresholds.twin && iou(a, b) > iouThresholds.twin;
}
