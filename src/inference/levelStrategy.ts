import type { Prompt } from '../shared/prompt';
import type { Decode, DecoderSpace } from './decoderPrompt';
import { buildLadder, firstMask, type LadderRequest, type LogitLadder } from './ladder';
import type { LogitMask } from './logitMask';
import { buildNativeLadder, firstNativeMask } from './nativeLadder';
import type { PackManifest } from './packs';

/** How prompts become levels. */
export interface LevelStrategy {
	/** Rejects with the request's signal's reason when it is aborted between two calls of `decode`. */
	build(request: LadderRequest): Promise<LogitLadder>;
	/** What `build` tells first, and no more: one call of `decode`, cheap enough for a preview. */
	first(prompts: readonly Prompt[], space: DecoderSpace, decode: Decode): Promise<LogitMask | undefined>;
}

/** What a pack's `levels` can say: levels by prompting again and again, or the model's own. */
export const levelStrategies = {
	ladder: { build: buildLadder, first: firstMask },
	native: { build: buildNativeLadder, first: firstNativeMask },
} satisfies Readonly<Record<PackManifest['levels'], LevelStrategy>>;
