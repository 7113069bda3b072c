import type { Prompt } from '../shared/prompt';
import { type Bitmap, bitmapOf, iou } from './bitmap';
import type { Decode, Decoded, DecoderSpace } from './decoderPrompt';
import { firstRound, secondRound } from './ladderPrompts';
import { coveredCells, type LogitMask, logitAt } from './logitMask';

export const maxLevels = 6;

/** Masks over this IoU are one level, not two. */
const twinIou = 0.8;

/** The levels as logits, finest first; whoever asks makes full-size masks of them. */
export interface LogitLadder {
	readonly levels: readonly LogitMask[];
	/** Index into `levels` of the one to show first; -1 where there is none. */
	readonly first: number;
}

export interface LadderRequest {
	/** At least one positive point or a box. */
	readonly prompts: readonly Prompt[];
	readonly space: DecoderSpace;
	readonly decode: Decode;
	/** Called as soon as a first mask is known, before the ladder is complete. */
	readonly onFirst?: (mask: LogitMask) => void;
	/** The level (1 is the finest) to show first where the ladder has it. */
	readonly preferredLevel?: number;
	readonly signal?: AbortSignal;
}

interface Member extends LogitMask {
	readonly bitmap: Bitmap;
}

function masksOf({ logits, scores }: Decoded, { logitSize }: DecoderSpace): LogitMask[] {
	const plane = logitSize * logitSize;
	return Array.from(scores, (score, index) => ({
		logits: logits.subarray(index * plane, (index + 1) * plane),
		score,
	}));
}

/** True where the mask keeps every positive point in and every negative one out. */
function obeys({ logits }: LogitMask, prompts: readonly Prompt[], space: DecoderSpace): boolean {
	return prompts.every(
		(prompt) => prompt.type === 'box' || logitAt(logits, prompt.x, prompt.y, space) > 0 === prompt.positive,
	);
}

function bestOf<T extends LogitMask>(masks: readonly T[]): T | undefined {
	return masks.reduce<T | undefined>(
		(best, mask) => (best && best.score >= mask.score ? best : mask),
		undefined,
	);
}

/** The masks to offer: those that obey the prompts, best first, without twins, then ordered by area. */
export function selectLadder(
	pool: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
	preferredLevel?: number,
): LogitLadder {
	const { columns, rows } = coveredCells(space);
	const members: Member[] = pool
		.filter((mask) => obeys(mask, prompts, space))
		.map((mask) => ({ ...mask, bitmap: bitmapOf(mask.logits, space.logitSize, columns, rows) }))
		.sort((a, b) => b.score - a.score);
	const chosen: Member[] = [];
	for (const member of members) {
		if (chosen.length === maxLevels) break;
		if (chosen.every(({ bitmap }) => iou(bitmap, member.bitmap) <= twinIou)) chosen.push(member);
	}
	const levels = chosen.sort((a, b) => a.bitmap.area - b.bitmap.area);
	const preferred = preferredLevel === undefined ? undefined : levels[preferredLevel - 1];
	const first = preferred ?? bestOf(levels);
	return {
		levels: levels.map(({ logits, score }) => ({ logits, score })),
		first: first ? levels.indexOf(first) : -1,
	};
}

/** Prompts to ladder: asks the decoder in two rounds. Rejects with the signal's reason when it is aborted between. */
export async function buildLadder(request: LadderRequest): Promise<LogitLadder> {
	const { prompts, space, decode, onFirst, preferredLevel, signal } = request;
	const firstMasks = masksOf(await decode([firstRound(prompts, space)]), space);
	signal?.throwIfAborted();
	const obeying = firstMasks.filter((mask) => obeys(mask, prompts, space));
	const best = bestOf(obeying);
	if (best) onFirst?.(best);
	const questions = secondRound(prompts, obeying.length > 0 ? obeying : firstMasks, space);
	const more = questions.length > 0 ? masksOf(await decode(questions), space) : [];
	signal?.throwIfAborted();
	return selectLadder([...firstMasks, ...more], prompts, space, preferredLevel);
}
