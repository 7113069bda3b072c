import type { Candidate, Ladder } from '../shared/candidate';
import { encodeRle } from '../shared/mask/cocoRle';
import { area, bbox, type RunLengths } from '../shared/mask/runLengths';
import { iou } from '../shared/mask/setOperations';
import { withoutSpecks } from '../shared/mask/specks';
import type { Prompt } from '../shared/prompt';
import type { DecoderSpace } from './decoderPrompt';
import { type LogitLadder, twinIou } from './ladder';
import { type LogitMask, pixelOf } from './logitMask';
import { maskFromLogits } from './maskFromLogits';

/** A region of less than this part of a mask is noise, where no positive point is in it. */
const speck = 0.01;

/** One mask at image size, as it travels. */
export function fullSizeCandidate(
	mask: LogitMask,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): Candidate {
	return candidateOf(mask, fullSizeMask(mask, prompts, space), 1);
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
	const made = levels.map((level, index) => {
		const mask = fullSizeMask(level, prompts, space);
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

function candidateOf({ score }: LogitMask, mask: RunLengths, level: number): Candidate {
	return { level, score, area: area(mask), bbox: bbox(mask), segmentation: encodeRle(mask) };
}

function fullSizeMask({ logits }: LogitMask, prompts: readonly Prompt[], space: DecoderSpace): RunLengths {
	const meant = prompts.flatMap((prompt) =>
		prompt.type === 'point' && prompt.positive ? [pixelOf(prompt, space)] : [],
	);
	const pixels = meant.map(({ column, row }) => ({ x: column, y: row }));
	return withoutSpecks(maskFromLogits(logits, space), speck, pixels);
}
