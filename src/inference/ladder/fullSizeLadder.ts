import type { Candidate, Ladder } from '../../shared/candidate';
import { encodeRle } from '../../shared/mask/cocoRle';
import { area, bbox, type RunLengths } from '../../shared/mask/runLengths';
import { iou } from '../../shared/mask/setOperations';
import type { Prompt } from '../../shared/prompt';
import { iouThresholds } from '../../shared/thresholds';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { fullSizeMask } from '../mask/fullSizeMask';
import type { LogitMask } from '../mask/logitMask';
import { withoutDuplicates } from '../mask/withoutDuplicates';
import type { LogitLadder } from './ladderRequest';
import { type KeptOutside, withKept } from './localCorrection';

/** A level at image size, without specks; of a correction, with what it keeps of the corrected mask. */
export function atFullSize(
	level: LogitMask & { readonly keptOutside?: KeptOutside },
	prompts: readonly Prompt[],
	space: DecoderSpace,
): RunLengths {
	const mask = fullSizeMask(level.logits, prompts, space);
	return level.keptOutside ? withKept(mask, level.keptOutside, space) : mask;
}

/** A mask at image size with the model's score. */
export interface FullSizeMask {
	readonly mask: RunLengths;
	readonly score: number;
}

export function toCandidate({ mask, score }: FullSizeMask, level: number): Candidate {
	return { level, score, area: area(mask), bbox: bbox(mask), segmentation: encodeRle(mask) };
}

/** Removes empty masks and duplicates of those that come before, and sorts the rest by area, the smallest first. */
export function distinctByArea<T extends FullSizeMask>(masks: readonly T[]): T[] {
	return withoutDuplicates(
		masks.map((one) => ({ one, area: area(one.mask) })).filter(({ area }) => area > 0),
		(a, b) => iou(a.one.mask, b.one.mask) > iouThresholds.duplicateLevel,
	)
		.sort((a, b) => a.area - b.area)
		.map(({ one }) => one);
}

/**
 * A ladder's levels at image size. Only there is it certain that they are ordered by area, that none is empty and that
 * none duplicates another (of two, the one that is shown first or else the one with the higher score stays). `masks` are
 * those of the candidates.
 */
export function fullSizeLadder(
	{ levels, first }: Pick<LogitLadder, 'levels' | 'first'>,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): Ladder & { readonly masks: readonly RunLengths[] } {
	const masks = levels.map((level, index) => ({
		...level,
		mask: atFullSize(level, prompts, space),
		isFirst: index === first,
	}));
	const distinct = distinctByArea(masks.sort((a, b) => +b.isFirst - +a.isFirst || b.score - a.score));
	return {
		candidates: distinct.map((level, index) => toCandidate(level, index + 1)),
		first: distinct.findIndex(({ isFirst }) => isFirst),
		masks: distinct.map(({ mask }) => mask),
	};
}
