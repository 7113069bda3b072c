import type { Prompt } from '../../shared/prompt';
import { iou } from '../mask/bitmap';
import type { Decode, DecoderPrompt, DecoderSpace } from '../mask/decoderPrompt';
import { type LogitMask, masksOf } from '../mask/logitMask';
import { type CandidatePool, candidatePool, type Member, obeying, weightOf } from './candidatePool';
import { consensus } from './consensus';
import { coveringSet } from './coveringSet';
import { firstRound, laterRounds } from './ladderPrompts';

export const maxLevels = 6;

/** Masks over this IoU are one level, not two. */
export const twinIou = 0.9;

/** How close another prompt's mask must come to speak for one: IoU to this power. */
const closeness = 4;
/** How much a mask along the image's edge is doubted to be what was meant. */
const edgeDoubt = 3;

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
	readonly signal?: AbortSignal;
}

/** Prompts to ladder. Rejects with the signal's reason when it is aborted between two calls of `decode`. */
export async function buildLadder(request: LadderRequest): Promise<LogitLadder> {
	const { prompts, space, decode, onFirst, signal } = request;
	let asked = 0;
	const ask = async (batch: readonly DecoderPrompt[]) => {
		signal?.throwIfAborted();
		const masks = masksOf(await decode(batch), batch.length, asked, space);
		asked += batch.length;
		return masks;
	};
	const firstMasks = await ask([firstRound(prompts, space)]);
	const best = bestOf(obeying(firstMasks, prompts, space));
	if (best) onFirst?.(best);
	const pool = [...firstMasks];
	// One point: SAM's first mask is a compromise between the three others, and its box asks nothing new.
	const distinct = prompts.length === 1 ? firstMasks.slice(1) : firstMasks;
	for (const batch of laterRounds(prompts, distinct, space)) {
		if (batch.length > 0) pool.push(...(await ask(batch)));
	}
	signal?.throwIfAborted();
	return selectLadder(pool, prompts, space);
}

/** What `buildLadder` tells first, and no more: one call of `decode`, cheap enough for a preview. */
export async function firstMask(
	prompts: readonly Prompt[],
	space: DecoderSpace,
	decode: Decode,
): Promise<LogitMask | undefined> {
	const masks = masksOf(await decode([firstRound(prompts, space)]), 1, 0, space);
	return bestOf(obeying(masks, prompts, space));
}

/**
 * The masks to offer, chosen as a set: each stands for those in the pool that are like it, and the next one is that
 * which adds most to what is stood for. Each is then the mean of those that all but equal it.
 */
export function selectLadder(
	masks: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
): LogitLadder {
	const pool = candidatePool(masks, prompts, space);
	const shown = mostMeant(pool);
	const distinct: { readonly member: Member; readonly meant: number }[] = [];
	const accept = (index: number) => {
		const member = consensus(pool, index, prompts, space);
		if (distinct.some((other) => iou(other.member.bitmap, member.bitmap) > twinIou)) return false;
		distinct.push({ member, meant: shown[index]! });
		return true;
	};
	coveringSet(pool, accept, maxLevels);
	distinct.sort((a, b) => a.member.bitmap.area - b.member.bitmap.area);
	const first = maximum(distinct, ({ meant }) => meant);
	return {
		levels: distinct.map(({ member: { logits, score, prompt } }) => ({ logits, score, prompt })),
		first: first ? distinct.indexOf(first) : -1,
	};
}

/** The first of the largest. */
function maximum<T>(items: readonly T[], value: (item: T) => number): T | undefined {
	let best: T | undefined;
	for (const item of items) if (best === undefined || value(item) > value(best)) best = item;
	return best;
}

const bestOf = (masks: readonly LogitMask[]) => maximum(masks, ({ score }) => score);

/**
 * By member, how likely it is what the user means: the model's score, times how well the prompts' own best masks
 * agree with it, times a doubt about what runs along the image's edge, for that is mostly background.
 */
function mostMeant({ members, iou }: CandidatePool): number[] {
	const prompts = new Set(members.map(({ prompt }) => prompt)).size;
	return members.map((member, index) => {
		const agreement = new Map<number, number>();
		for (const [at, other] of members.entries()) {
			const agrees = iou[index * members.length + at]! ** closeness * weightOf(other);
			agreement.set(other.prompt, Math.max(agreement.get(other.prompt) ?? 0, agrees));
		}
		const agreed = [...agreement.values()].reduce((sum, value) => sum + value, 0) / prompts;
		return weightOf(member) * agreed * (1 - member.edge) ** edgeDoubt;
	});
}
