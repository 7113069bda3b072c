import { InvalidArgumentError } from 'commander';
import { InferenceService } from '../inference/service';
import type { Candidate } from '../shared/candidate';
import type { Prompt } from '../shared/prompt';
import type { SegmentResult, StartResult } from '../shared/protocol/inferenceProtocol';
import { CliError, exitCodes } from './exitCodes';
import { type InferenceOptions, startParamsOf } from './inferenceOptions';
import { note } from './output';
import { checkWithin } from './promptOptions';

interface SegmentPromptsOptions extends InferenceOptions {
	/** Called when the image's size is known, before the model is loaded: what fails here fails early. */
	readonly beforeModel?: (size: { readonly width: number; readonly height: number }) => unknown;
}

export interface Segmented {
	readonly path: string;
	readonly width: number;
	readonly height: number;
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
 * @throws InvalidArgumentError where a prompt lies beside the image
 */
export async function segmentPrompts(
	path: string,
	prompts: readonly Prompt[],
	options: SegmentPromptsOptions,
): Promise<Segmented> {
	const service = new InferenceService({
		onFirstCandidate: () => undefined,
		onLog: (level, text) => level !== 'info' && process.stderr.write(`${text}\n`),
	});
	const opened = await service.openImage(path);
	checkWithin(prompts, opened.width, opened.height);
	await options.beforeModel?.(opened);
	const started = await service.start(startParamsOf(options));
	if (started.deviceReason && options.device !== 'auto') note(started.deviceReason);
	const result = await service.segment({ image: opened.image, prompts }, new AbortController().signal);
	await service.flush();
	if (result.note) note(result.note);
	return { path, width: opened.width, height: opened.height, prompts, started, result };
}

/** @throws CliError where there is no mask, or none of that level */
export function chooseLevel({ candidates, first }: SegmentResult, level: number | undefined): Candidate {
	const chosen = level === undefined ? candidates[first] : candidates.find((one) => one.level === level);
	if (chosen) return chosen;
	throw new CliError(
		exitCodes.noMask,
		candidates.length === 0
			? 'Expected a mask at these prompts but the model found none. Try another point, or a box.'
			: `Expected level ${level} but the ladder has ${candidates.length} (the finest is 1).`,
	);
}
