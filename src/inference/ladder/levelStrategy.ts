import type { PackManifest } from '../../packs/manifest/packManifest';
import type { Candidate, Ladder } from '../../shared/candidate';
import type { LogitMask } from '../mask/logitMask';
import type { Model } from '../model/model';
import { betweenLevels } from './betweenLevels';
import { buildCombinedLadder } from './combinedLadder';
import { buildCorrectedLadder } from './correctedLadder';
import { atFullSize, fullSizeLadder, toCandidate } from './fullSizeLadder';
import { buildJoinedLadder, firstJoinedMask } from './joinedLadder';
import type { FirstMaskRequest, LadderRequest, LogitLadder } from './ladderRequest';
import { buildNativeLadder, firstNativeMask } from './nativeLadder';
import { buildPromptedLadder, firstPromptedMask } from './promptedLadder';

/** How prompts become levels. */
export interface LevelStrategy {
	/** Rejects with the request's signal's reason when it is aborted between two calls of `decode`. */
	build(request: LadderRequest<Candidate>): Promise<Ladder>;
	/** The candidate that `build` reports first, from one call of `decode`: fast enough for a preview. */
	first(request: FirstMaskRequest): Promise<Candidate | undefined>;
}

const strategies = {
	/** The model is prompted again and again, and the best supported of all its masks are chosen. */
	ladder: {
		build: (request) => buildAtFullSize(buildPromptedLadder, request),
		first: (request) => firstAtFullSize(firstPromptedMask, request),
	},
	/** The model's own levels, from one call. */
	native: {
		build: (request) => buildAtFullSize(buildNativeLadder, request),
		first: (request) => firstAtFullSize(firstNativeMask, request),
	},
	/** The model's own levels, and what a second call finds between them. */
	joined: {
		build: (request) => buildAtFullSize(buildJoinedLadder, request),
		first: (request) => firstAtFullSize(firstJoinedMask, request),
	},
	/** The model's own levels, where it takes one prompt at a time: those of several prompts are combined. */
	combined: {
		build: buildCombined,
		first: async (request) => firstOf(await buildCombined(request)),
	},
} satisfies Record<string, LevelStrategy>;

/** The strategy for the `levels` of a pack's manifest and for how its model takes prompts. */
export function levelStrategy(
	levels: PackManifest['levels'],
	{ prompting }: Pick<Model, 'prompting'>,
): LevelStrategy {
	return strategies[prompting === 'apart' ? 'combined' : levels];
}

async function buildAtFullSize(
	build: (request: LadderRequest) => Promise<LogitLadder>,
	{ onFirst, onBetween, ...request }: LadderRequest<Candidate>,
): Promise<Ladder> {
	const logitRequest: LadderRequest = {
		...request,
		...(onFirst && { onFirst: (mask: LogitMask) => onFirst(asFirst(mask, request)) }),
	};
	const { maskPrompt } = logitRequest;
	const ladder = maskPrompt
		? await buildCorrectedLadder({ ...logitRequest, maskPrompt })
		: await build(logitRequest);
	const { prompts, space } = request;
	const { masks, ...atFullSize } = fullSizeLadder(ladder, prompts, space);
	onBetween?.(() => betweenLevels(ladder.found, masks, prompts, space));
	return atFullSize;
}

async function firstAtFullSize(
	firstPromptedMask: (request: FirstMaskRequest) => Promise<LogitMask | undefined>,
	request: FirstMaskRequest,
): Promise<Candidate | undefined> {
	const mask = await firstPromptedMask(request);
	return mask && asFirst(mask, request);
}

/** A mask that is shown before the other levels are known, so that it is level 1 of 1. */
function asFirst(mask: LogitMask, { prompts, space }: FirstMaskRequest): Candidate {
	return toCandidate({ ...mask, mask: atFullSize(mask, prompts, space) }, 1);
}

async function buildCombined(request: LadderRequest<Candidate>): Promise<Ladder> {
	if (request.prompts.length === 1) return strategies.native.build(request);
	const ladder = await buildCombinedLadder(request);
	const first = firstOf(ladder);
	if (first) request.onFirst?.(first);
	return ladder;
}

function firstOf({ candidates, first }: Ladder): Candidate | undefined {
	const candidate = candidates[first];
	return candidate && { ...candidate, level: 1 };
}
