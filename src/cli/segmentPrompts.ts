import { InvalidArgumentError } from 'commander';
import type { Candidate } from '../shared/candidate';
import type { Prompt } from '../shared/prompt';
import type { SegmentResult, StartResult } from '../shared/protocol/inferenceProtocol';
import { CliError, exitCodes } from './exitCodes';
import type { NamedImage } from './imageArguments';
import type { ImageSession, OpenedImage } from './imageSession';
import { note } from './output';
import { clipToImage } from './promptOptions';

export interface Segmented extends OpenedImage {
	/** Clipped to the image. */
	readonly prompts: readonly Prompt[];
	readonly started: StartResult;
	readonly result: SegmentResult;
}

/** A level as an option's value. */
export function levelOf(text: string): number {
	if (/^[1-6]$/.test(text)) return Number(text);
	throw new InvalidArgumentError(`Expected a level from 1 to 6 but received ${text}.`);
}

/**
 * Asks the model for the masks of some prompts.
 *
 * @throws InvalidArgumentError where a prompt is outside of the image
 */
export async function segmentPrompts(
	named: NamedImage,
	prompts: readonly Prompt[],
	session: ImageSession,
): Promise<Segmented> {
	const opened = await session.open(named);
	const clipped = clipToImage(prompts, opened, note);
	const started = await session.start();
	const { service } = session;
	const params = { image: opened.image, prompts: clipped };
	const result = await service.segment(params, new AbortController().signal);
	await service.flush();
	if (result.note) note(result.note);
	return { ...opened, prompts: clipped, started, result };
}

/** @throws CliError where there is no mask, or none of that level */
export function chooseLevel({ candidates, first }: SegmentResult, level: number | undefined): Candidate {
	const chosen = level === undefined ? candidates[first] : candidates.find((one) => one.level === level);
	if (chosen) return chosen;
	const count = candidates.length;
	throw new CliError(
		exitCodes.noMask,
		count === 0
			? 'The model found no mask at these prompts. Try another point, or a box.'
			: `There is no level ${level} at these prompts: ${count === 1 ? 'there is one level' : `levels go from 1 (the finest) to ${count}`}.`,
	);
}
