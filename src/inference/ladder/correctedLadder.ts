import { iouThresholds } from '../../shared/thresholds';
import { bitmapOf, iou } from '../mask/bitmap';
import { type DecoderSpace, userPrompt } from '../mask/decoderPrompt';
import { coveredCells, type LogitMask, masksOf } from '../mask/logitMask';
import { withoutDuplicates } from '../mask/withoutDuplicates';
import { byArea, candidatePool, type Member, memberOf, sortByScore, weightOf } from './candidatePool';
import { type DecoderMaskPrompt, type LadderRequest, type LogitLadder, maxLevels } from './ladderRequest';
import { correctingPoints, keepElsewhere } from './localCorrection';
import { withPointedPart } from './pointedPart';

/**
 * The levels of prompts that correct a mask: the decoder's masks with that mask as a prompt come first, and those
 * without it add the other levels. Rejects with the signal's reason when it is aborted between two calls.
 */
export async function buildCorrectedLadder(
	request: LadderRequest & { readonly maskPrompt: DecoderMaskPrompt },
): Promise<LogitLadder> {
	const { prompts, space, decode, maskPrompt, onFirst, signal } = request;
	const batch = [userPrompt(prompts, space)];
	const consistent = (masks: readonly LogitMask[]) =>
		sortByScore(candidatePool(masks, prompts, space).members);
	signal?.throwIfAborted();
	const corrected = consistent(masksOf(await maskPrompt.decodeWithMask(batch), 1, 0, space));
	const best = maskPrompt.isChosen ? sortBySimilarity(corrected, maskPrompt.logits, space) : corrected;
	const local = best[0] && (await keptElsewhere(best[0], request));
	signal?.throwIfAborted();
	if (local) onFirst?.(local);
	signal?.throwIfAborted();
	const plain = consistent(masksOf(await decode(batch), 1, 1, space));
	signal?.throwIfAborted();
	const found = [...best, ...plain];
	return { ...toLadder([...(local ? [local] : []), ...found]), found };
}

/** The mask changed only where the last wrong point asks for it; all of it where a box says what is meant. */
async function keptElsewhere(
	mask: Member,
	request: LadderRequest & { readonly maskPrompt: DecoderMaskPrompt },
): Promise<Member> {
	const { prompts, space, maskPrompt } = request;
	if (prompts.some(({ type }) => type === 'box')) return mask;
	const points = correctingPoints(prompts, maskPrompt.mask);
	const part = points.length === 1 ? await withPointedPart(mask, points[0]!, request) : undefined;
	return memberOf(part ?? keepElsewhere(mask, points, maskPrompt, space), space);
}

/** Levels by area, without duplicates of those that come before; the first of `members` is shown first. */
function toLadder(members: readonly Member[]): Omit<LogitLadder, 'found'> {
	const distinct = withoutDuplicates(
		members,
		(a, b) => iou(a.bitmap, b.bitmap) > iouThresholds.duplicateLevel,
		maxLevels,
	);
	const levels = distinct.toSorted(byArea);
	return { levels, first: distinct[0] ? levels.indexOf(distinct[0]) : -1 };
}

/** By score times the IoU with a mask. */
function sortBySimilarity(members: readonly Member[], logits: Float32Array, space: DecoderSpace): Member[] {
	const { columns, rows } = coveredCells(space);
	const mask = bitmapOf(logits, space.columns, columns, rows);
	const similarity = (member: Member) => weightOf(member) * iou(mask, member.bitmap);
	return members.toSorted((a, b) => similarity(b) - similarity(a));
}
