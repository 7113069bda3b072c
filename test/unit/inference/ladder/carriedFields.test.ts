import { describe, expect, it } from 'vitest';
import type { LogitLadder } from '../../../../src/inference/ladder/ladderRequest';
import { nativeLevels } from '../../../../src/inference/ladder/nativeLadder';
import { selectLevels } from '../../../../src/inference/ladder/promptedLadder';
import type { DecoderSpace } from '../../../../src/inference/mask/decoderPrompt';
import type { LogitMask } from '../../../../src/inference/mask/logitMask';
import { rescoreAndSmooth } from '../../../../src/inference/mask/maskQuality';
import type { Prompt } from '../../../../src/shared/prompt';
import { discs, spaceOf } from '../discs';

interface Tagged extends LogitMask {
	readonly tag: string;
}

const space: DecoderSpace = spaceOf(200, 200);
const prompts: readonly Prompt[] = [{ type: 'point', x: 100, y: 100, positive: true }];
/** Two of them are duplicates, so that they are averaged. */
const masks: readonly Tagged[] = discs({ x: 100, y: 100 }, [80, 50, 51, 20], space).map((mask, index) => ({
	...mask,
	score: 0.9 - index / 100,
	tag: `mask ${index}`,
}));

describe('what a model attaches to a mask', () => {
	it.each<[string, () => LogitLadder]>([
		['native', () => nativeLevels(masks, prompts, space)],
		['prompted', () => selectLevels(masks, prompts, space)],
		['smoothed', () => nativeLevels(rescoreAndSmooth(masks, prompts, space), prompts, space)],
	])('arrives with it in a %s ladder', (_, build) => {
		const { levels } = build();
		const tags = levels.map((level) => (level as Tagged).tag);
		// Smoothing changes which of the duplicates is the better one.
		expect(tags).toEqual(['mask 3', expect.stringMatching(/^mask [12]$/), 'mask 0']);
	});
});
