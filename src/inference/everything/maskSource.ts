import type { DecoderPrompt } from '../mask/decoderPrompt';
import type { Sighting } from './sighting';

/** What of a click's masks is looked at further. */
export interface Wanted {
	/** 1 is the finest; all of them without it. */
	readonly level?: number;
	/** The model's own estimate of a mask's IoU, at least. */
	readonly leastScore: number;
	/** See `stability`. */
	readonly leastStability: number;
}

/** Where masks come from in everything mode: first what is known of them, and of what is worth it then the logits. */
export interface MaskSource<S extends Sighting = Sighting> {
	/** Clicks that go together: many are quicker, few let what the user asks in between in sooner. */
	readonly batch: number;
	/** Masks whose logits are made together. */
	readonly masksTogether: number;
	/**
	 * What some clicks give, and how many levels this model gives a click.
	 *
	 * @param firstPoint number of the first of these clicks
	 */
	look(
		prompts: readonly DecoderPrompt[],
		firstPoint: number,
		wanted: Wanted,
	): Promise<{ readonly sightings: readonly S[]; readonly levels: number }>;
	/** float32[rows, columns] of each, in their order. */
	logitsOf(
		sightings: readonly S[],
		promptOf: (point: number) => DecoderPrompt,
	): Promise<readonly Float32Array[]>;
}

/** Those of a level, where one is asked for. */
export function ofLevel<S extends Sighting>(
	sightings: readonly S[],
	level: number | undefined,
): readonly S[] {
	return level === undefined ? sightings : sightings.filter((one) => one.level === level);
}
