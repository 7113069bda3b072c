import { InvalidArgumentError } from 'commander';
import type { CategoryName, NewAnnotation } from '../shared/annotations/annotationEdits';
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
	const segmented = await segmentOpened(await session.open(named), prompts, session, note);
	if (segmented.result.note) note(segmented.result.note);
	return segmented;
}

/**
 * The same for an image that is open.
 *
 * @param onClipped gets a sentence for each box that was clipped
 */
export async function segmentOpened(
	opened: OpenedImage,
	prompts: readonly Prompt[],
	session: ImageSession,
	onClipped: (sentence: string) => void,
): Promise<Segmented> {
	const clipped = clipToImage(prompts, opened, onClipped);
	const started = await session.start();
	const { service } = session;
	const params = { image: opened.image, prompts: clipped };
	const result = await service.segment(params, new AbortController().signal);
	await service.flush();
	return { ...opened, prompts: clipped, started, result };
}

/** A mask of the answer as an annotation, with the levels that it was picked from. */
export function annotationOf(
	{ prompts, result }: Pick<Segmented, 'prompts' | 'result'>,
	chosen: Candidate,
	category: CategoryName,
): NewAnnotation {
	const { pack, candidates } = result;
	const ladder = candidates.map(({ level, score, segmentation }) => ({ level, score, segmentation }));
	return { ...chosen, category, prompts, pack, ladder };
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
