import type { Prompt } from '../shared/prompt';
import { iou } from './bitmap';
import { type CandidatePool, candidatePool, type Member, memberOf, obeying } from './candidatePool';
import type { Decode, Decoded, DecoderSpace } from './decoderPrompt';
import { firstRound, laterRounds } from './ladderPrompts';
import { coveredCells, type LogitMask } from './logitMask';

export const maxLevels = 6;

/** Masks over this IoU are one level, not two. */
export const twinIou = 0.9;

/** How sharply a mask stands for those that resemble it: IoU to this power. */
const likeness = 4;
/** How much a level that crosses another's outline is held back: nesting to this power. */
const tidiness = 0.1;
const leastScore = 0.01;

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

/** Prompts to ladder. Rejects with the signal's reason when it is aborted between two calls of `decode`. */
export async function buildLadder(request: LadderRequest): Promise<LogitLadder> {
	const { prompts, space, decode, onFirst, preferredLevel, signal } = request;
	const ask = async (batch: Parameters<Decode>[0]) => {
		signal?.throwIfAborted();
		return masksOf(await decode(batch), space);
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
	return selectLadder(pool, prompts, space, preferredLevel);
}

/**
 * The masks to offer, chosen as a set: each stands for those in the pool that are like it, and the next one is that
 * which adds most to what is stood for. Each is then the mean of those that all but equal it.
 */
export function selectLadder(
	masks: readonly LogitMask[],
	prompts: readonly Prompt[],
	space: DecoderSpace,
	preferredLevel?: number,
): LogitLadder {
	const pool = candidatePool(masks, prompts, space);
	const shown = mostMeant(pool);
	const chosen = coveringSet(pool).map((index) => ({
		member: consensus(pool, index, prompts, space),
		meant: shown[index]!,
	}));
	const distinct: typeof chosen = [];
	for (const level of chosen) {
		const isTwin = distinct.some(({ member }) => iou(member.bitmap, level.member.bitmap) > twinIou);
		if (!isTwin) distinct.push(level);
	}
	distinct.sort((a, b) => a.member.bitmap.area - b.member.bitmap.area);
	const preferred = preferredLevel === undefined ? undefined : distinct[preferredLevel - 1];
	const first = preferred ?? maximum(distinct, ({ meant }) => meant);
	return {
		levels: distinct.map(({ member: { logits, score } }) => ({ logits, score })),
		first: first ? distinct.indexOf(first) : -1,
	};
}

function masksOf({ logits, scores }: Decoded, { logitSize }: DecoderSpace): LogitMask[] {
	const plane = logitSize * logitSize;
	return Array.from(scores, (score, index) => ({
		logits: logits.subarray(index * plane, (index + 1) * plane),
		score,
	}));
}

/** The first of the largest. */
function maximum<T>(items: readonly T[], value: (item: T) => number): T | undefined {
	let best: T | undefined;
	for (const item of items) if (best === undefined || value(item) > value(best)) best = item;
	return best;
}

const bestOf = (masks: readonly LogitMask[]) => maximum(masks, ({ score }) => score);

/** By member, how likely it is what the user means: the model's score, squared, times how many others agree. */
function mostMeant({ members, iou }: CandidatePool): number[] {
	const count = members.length;
	return members.map(({ score }, index) => {
		let agreement = 0;
		for (let other = 0; other < count; other++) {
			agreement += iou[index * count + other]! ** 2 * Math.max(leastScore, members[other]!.score);
		}
		return (score ** 2 * agreement) / count;
	});
}

/** Indices of the members that together stand best for all, each weighing its score; best first. */
function coveringSet({ members, iou, nesting }: CandidatePool): number[] {
	const count = members.length;
	const weights = members.map(({ score }) => Math.max(leastScore, score));
	const stoodFor = new Float64Array(count);
	const chosen: number[] = [];
	while (chosen.length < maxLevels) {
		let best = -1;
		let most = 0;
		for (let index = 0; index < count; index++) {
			if (chosen.some((other) => iou[index * count + other]! > twinIou)) continue;
			let gain = 0;
			for (let other = 0; other < count; other++) {
				const more = iou[index * count + other]! ** likeness - stoodFor[other]!;
				if (more > 0) gain += more * weights[other]!;
			}
			for (const other of chosen) gain *= nesting[index * count + other]! ** tidiness;
			if (gain > most) {
				most = gain;
				best = index;
			}
		}
		if (best < 0) break;
		chosen.push(best);
		for (let other = 0; other < count; other++) {
			stoodFor[other] = Math.max(stoodFor[other]!, iou[best * count + other]! ** likeness);
		}
	}
	return chosen;
}

/** The mean of the masks that all but equal a member, where it still obeys the prompts; else the member itself. */
function consensus(
	{ members, iou }: CandidatePool,
	index: number,
	prompts: readonly Prompt[],
	space: DecoderSpace,
): Member {
	const member = members[index]!;
	const near = members
		.map(({ logits, score }, other) => ({ logits, score, iou: iou[index * members.length + other]! }))
		.filter((other) => other.iou > twinIou);
	if (near.length === 1) return member;
	const size = space.logitSize;
	const rows = Math.min(size, coveredCells(space).rows + 1);
	const weights = near.map((other) => other.iou ** likeness * Math.max(leastScore, other.score));
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	const logits = new Float32Array(size * size);
	for (const [i, other] of near.entries()) {
		const weight = weights[i]! / total;
		for (let at = 0; at < rows * size; at++) logits[at]! += weight * other.logits[at]!;
	}
	const mean = memberOf({ logits, score: member.score }, space);
	const agrees = mean.bitmap.area > 0 && obeying([member, mean], prompts, space).includes(mean);
	return agrees ? mean : member;
}
