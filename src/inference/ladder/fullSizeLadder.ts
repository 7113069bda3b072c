import type { Candidate, Ladder } from '../../shared/candidate';
import { encodeRle } from '../../shared/mask/cocoRle';
import { area, bbox, type RunLengths } from '../../shared/mask/runLengths';
import { iou } from '../../shared/mask/setOperations';
import type { Prompt } from '../../shared/prompt';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { fullSizeMask } from '../mask/fullSizeMask';
import { type LogitLadder, twinIou } from './promptedLadder';

/** A mask at image size with what the model thinks of it. */
export interface ScoredMask {
	readonly mask: RunLengths;
	readonly score: number;
}

/** One mask as it travels. */
export function candidateOf({ mask, score }: ScoredMask, level: number): Candidate {
	return { level, score, area: area(mask), bbox: bbox(mask), segmentation: encodeRle(mask) };
}

/** Those that are not empty and no twins of another, finest first; of twins the one that comes first stays. */
export function distinctByArea<T extends ScoredMask>(ranked: readonly T[]): T[] {
	const kept: (T & { readonly area: number })[] = [];
	for (const one of ranked) {
		const pixels = area(one.mask);
		if (pixels > 0 && kept.every(({ mask }) => iou(mask, one.mask) <= twinIou)) {
			kept.push({ ...one, area: pixels });
		}
	}
	return kept.sort((a, b) => a.area - b.area);
}

/**
 * A ladder's levels at image size. What holds there is decided there: by area, none empty, none a twin of another
 * (of two, the one shown first or else the higher score stays).
 */
export function fullSizeLadder(
	{ levels, first }: LogitLadder,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): Ladder {
	const made = levels.map(({ logits, score }, index) => ({
		mask: fullSizeMask(logits, prompts, space),
		score,
		isFirst: index === first,
	}));
	const kept = distinctByArea(made.sort((a, b) => +b.isFirst - +a.isFirst || b.score - a.score));
	return {
		candidates: kept.map((level, index) => candidateOf(level, index + 1)),
		first: kept.findIndex(({ isFirst }) => isFirst),
	};
}
