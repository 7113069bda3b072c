import type { Candidate } from '../../shared/candidate';
import { encodeRle } from '../../shared/mask/cocoRle';
import { area, bbox, type RunLengths } from '../../shared/mask/runLengths';

/** A mask that was drawn, as the only level that there is. Nobody doubts it: its score is 1. */
export function drawnCandidate(mask: RunLengths): Candidate {
	return { level: 1, score: 1, segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
}
