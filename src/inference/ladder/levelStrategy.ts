import type { PackManifest } from '../../packs/manifest/packManifest';
import type { Candidate, Ladder } from '../../shared/candidate';
import type { Prompt } from '../../shared/prompt';
import type { DecoderSpace } from '../mask/decoderPrompt';
import { fullSizeMask } from '../mask/fullSizeMask';
import type { LogitMask } from '../mask/logitMask';
import type { Model } from '../model/model';
import { buildCombinedLadder } from './combinedLadder';
import { buildCorrectedLadder, type CorrectionRequest } from './correctedLadder';
import { candidateOf, fullSizeLadder } from './fullSizeLadder';
import { buildJoinedLadder, firstJoined } from './joinedLadder';
import { buildNativeLadder } from './nativeLadder';
import { buildLadder, firstMask, type LadderRequest, type LogitLadder } from './promptedLadder';

/** A `LadderRequest` whose first mask is told at image size. */
export interface LevelRequest extends Omit<LadderRequest, 'onFirst'> {
	readonly onFirst?: (candidate: Candidate) => void;
	/** Absent where the prompts correct no mask, or the model takes none. */
	readonly correction?: CorrectionRequest['correction'];
}

/** How prompts become levels. */
interface LevelStrategy {
	/** Rejects with the request's signal's reason when it is aborted between two calls of `decode`. */
	build(request: LevelRequest): Promise<Ladder>;
	/** What `build` tells first, and no more: one call of `decode`, cheap enough for a preview. */
	first(request: Pick<LevelRequest, 'prompts' | 'space' | 'decode'>): Promise<Candidate | undefined>;
}

/** The model is asked again and again, and the best-supported masks of all are chosen. */
const prompted: LevelStrategy = { build: atFullSize(buildLadder), first: alone(firstMask) };

/** The model's own masks, and what it says where they leave a gap. */
const joined: LevelStrategy = { build: atFullSize(buildJoinedLadder), first: alone(firstJoined) };

const ownMasks = async (request: LevelRequest) =>
	fullSizeLadder(await buildNativeLadder(request), request.prompts, request.space);

/** The model's own masks of one call. */
const native = ofOneCall(ownMasks);

/** The model's own masks, those of several prompts combined. */
const combined = ofOneCall((request) =>
	request.prompts.length === 1 ? ownMasks(request) : buildCombinedLadder(request),
);

/** The strategy for what a pack's `levels` says and for what its model takes as a prompt. */
export function levelStrategy(
	levels: PackManifest['levels'],
	{ prompting }: Pick<Model, 'prompting'>,
): LevelStrategy {
	if (prompting === 'apart') return combined;
	return correcting({ ladder: prompted, native, joined }[levels]);
}

/** The same where no mask is corrected. */
function correcting(strategy: LevelStrategy): LevelStrategy {
	return {
		build: ({ correction, ...request }) =>
			correction
				? atFullSize((asked) => buildCorrectedLadder({ ...asked, correction }))(request)
				: strategy.build(request),
		first: strategy.first,
	};
}

/** A ladder that is there at once is told at once, and is its own preview. */
function ofOneCall(ladderOf: (request: LevelRequest) => Promise<Ladder>): LevelStrategy {
	const shownOf = ({ candidates, first }: Ladder) => {
		const shown = candidates[first];
		return shown && { ...shown, level: 1 };
	};
	return {
		async build(request) {
			const ladder = await ladderOf(request);
			const shown = shownOf(ladder);
			if (shown) request.onFirst?.(shown);
			return ladder;
		},
		first: async (request) => shownOf(await ladderOf(request)),
	};
}

/** A first mask without the ladder that would follow. */
function alone(maskOf: typeof firstMask): LevelStrategy['first'] {
	return async ({ prompts, space, decode }) => {
		const mask = await maskOf(prompts, space, decode);
		return mask && told(mask, prompts, space);
	};
}

function told({ logits, score }: LogitMask, prompts: readonly Prompt[], space: DecoderSpace): Candidate {
	return candidateOf({ mask: fullSizeMask(logits, prompts, space), score }, 1);
}

function atFullSize(build: (request: LadderRequest) => Promise<LogitLadder>): LevelStrategy['build'] {
	return async ({ onFirst, ...request }) => {
		const { prompts, space } = request;
		const ladder = await build({ ...request, onFirst: (mask) => onFirst?.(told(mask, prompts, space)) });
		return fullSizeLadder(ladder, prompts, space);
	};
}
