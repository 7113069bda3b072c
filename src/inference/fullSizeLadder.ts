import type { Candidate, Ladder } from '../shared/candidate';
import { encodeRle } from '../shared/mask/cocoRle';
import { area, bbox, type RunLengths } from '../shared/mask/runLengths';
import { iou } from '../shared/mask/setOperations';
import type { DecoderSpace } from './decoderPrompt';
import { type LogitLadder, twinIou } from './ladder';
import type { LogitMask } from './logitMask';
import { maskFromLogits } from './maskFromLogits';

/** One mask as it travels. */
export function candidateOf({ score }: LogitMask, mask: RunLengths, level: number): Candidate {
	return { level, score, area: area(mask), bbox: bbox(mask), segmentation: encodeRle(mask) };
}

/**
 * A ladder's levels at image size. What holds there is decided there: by area, none empty, none a twin of another
 * (of two, the one shown first or else the higher score stays).
 */
export function fullSizeLadder({ levels, first }: LogitLadder, space: DecoderSpace): Ladder {
	const made = levels.map((level, index) => {
		const mask = maskFromLogits(level.logits, space);
		return { level, mask, area: area(mask), isFirst: index === first };
	});
	const kept: typeof made = [];
	const byRank = made.toSorted((a, b) => +b.isFirst - +a.isFirst || b.level.score - a.level.score);
	for (const one of byRank) {
		if (one.area > 0 && kept.every(({ mask }) => iou(mask, one.mask) <= twinIou)) kept.push(one);
	}
	kept.sort((a, b) => a.area - b.area);
	return {
		candidates: kept.map(({ level, mask }, index) => candidateOf(level, mask, index + 1)),
		first: kept.findIndex(({ isFirst }) => isFirst),
	};
}
