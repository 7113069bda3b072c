import type { Candidate } from '../shared/candidate';
import { InferenceError } from '../shared/inferenceError';
import { decodeRle } from '../shared/mask/cocoRle';
import type { Rle } from '../shared/mask/rle';
import type { RunLengths } from '../shared/mask/runLengths';
import type { Prompt } from '../shared/prompt';
import type { SegmentParams, SegmentResult } from '../shared/protocol/inferenceProtocol';
import type { OpenedImage } from './image/openedImages';
import type { DecoderMaskPrompt, LadderRequest } from './ladder/ladderRequest';
import { logitsFromMask } from './mask/logitsFromMask';
import type { Features } from './model/model';
import type { ModelSession } from './modelSession';

/**
 * The levels of some prompts, and the time that each part took.
 *
 * @param onFirst is called with the candidate to show first, before the other levels are known
 * @param onBetween is called with what makes the masks that were found besides the levels
 */
export async function segmentPrompts(
	session: ModelSession,
	image: OpenedImage,
	{ prompts, maskPrompt }: Pick<SegmentParams, 'prompts' | 'maskPrompt'>,
	signal: AbortSignal,
	onFirst?: (candidate: Candidate) => void,
	onBetween?: LadderRequest['onBetween'],
): Promise<SegmentResult> {
	const { model, manifest, strategy } = session;
	const start = performance.now();
	const { features } = await session.featuresOf(image, signal);
	const encodeMs = performance.now() - start;
	const decodeTime = new Stopwatch();
	const decode = (features: Features) => (batch: Parameters<typeof model.decode>[1]) =>
		decodeTime.measure(model.decode(features, batch, signal));
	const secondOpinion: LadderRequest['secondOpinion'] =
		model.secondOpinion && ((batch) => decodeTime.measure(model.secondOpinion!(features, batch, signal)));
	const space = model.spaceOf(image);
	let decoderMaskPrompt: DecoderMaskPrompt | undefined;
	if (maskPrompt && model.withMaskPrompt) {
		const mask = decodeMask(maskPrompt.segmentation, image);
		const logits = logitsFromMask(mask, space);
		const withMask = await decodeTime.measure(model.withMaskPrompt(features, logits, signal));
		decoderMaskPrompt = {
			decodeWithMask: decode(withMask),
			mask,
			logits,
			isChosen: maskPrompt.isChosen,
		};
	}
	const ladder = await strategy.build({
		prompts,
		space,
		decode: decode(features),
		signal,
		...(secondOpinion && { secondOpinion }),
		...(model.likelihoods && { likelihoods: model.likelihoods }),
		...(decoderMaskPrompt && { maskPrompt: decoderMaskPrompt }),
		...(onFirst && { onFirst }),
		...(onBetween && { onBetween }),
	});
	const decodeMs = decodeTime.milliseconds;
	const note = model.noteFor?.(prompts);
	return {
		...ladder,
		pack: manifest.id,
		...(note === undefined ? {} : { note }),
		milliseconds: {
			encode: encodeMs,
			decode: decodeMs,
			rest: performance.now() - start - encodeMs - decodeMs,
		},
	};
}

/** @throws InferenceError where the prompts say only what is not meant */
export function checkPrompts(prompts: readonly Prompt[]): void {
	if (prompts.some((prompt) => prompt.type === 'box' || prompt.positive)) return;
	throw new InferenceError(
		'runtime',
		`${prompts.length === 0 ? 'There is no prompt.' : 'All points are negative.'} Click the thing itself, or draw a box around it.`,
	);
}

/** Adds up how long promises take, in milliseconds. */
class Stopwatch {
	milliseconds = 0;

	async measure<T>(work: Promise<T>): Promise<T> {
		const start = performance.now();
		const result = await work;
		this.milliseconds += performance.now() - start;
		return result;
	}
}

/** @throws InferenceError where the mask has another size than the image */
function decodeMask(rle: Rle, { width, height }: OpenedImage): RunLengths {
	const mask = decodeRle(rle);
	if (mask.width === width && mask.height === height) return mask;
	throw new InferenceError(
		'runtime',
		`The mask to correct has ${mask.width} × ${mask.height} pixels but the image has ${width} × ${height}.`,
	);
}
