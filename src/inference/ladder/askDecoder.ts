import { type Decode, type DecoderPrompt, userPrompt } from '../mask/decoderPrompt';
import { masksOf } from '../mask/logitMask';
import { rescoreAndSmooth } from '../mask/maskQuality';
import type { LadderRequest } from './ladderRequest';
import type { AskedMask } from './maskFigures';

type Asking = Pick<LadderRequest, 'prompts' | 'space' | 'signal'>;

/** What a decoder says to the prompts as they are. */
export const askPlainly = (
	request: Asking,
	decode: Decode,
	asked: AskedMask['asked'],
	firstPrompt = 0,
): Promise<readonly AskedMask[]> =>
	askDecoder(request, decode, [userPrompt(request.prompts, request.space)], asked, firstPrompt);

/**
 * The masks of a model that always returns all its levels (`rescoreAndSmooth`). Rejects with the signal's reason when it
 * is aborted before or during the call.
 *
 * @param firstPrompt the number of the first prompt of the batch
 */
export async function askDecoder(
	{ prompts, space, signal }: Asking,
	decode: Decode,
	batch: readonly DecoderPrompt[],
	asked: AskedMask['asked'],
	firstPrompt: number,
): Promise<readonly AskedMask[]> {
	signal?.throwIfAborted();
	const masks = masksOf(await decode(batch), batch.length, firstPrompt, space);
	signal?.throwIfAborted();
	const places = masks.length / batch.length;
	return rescoreAndSmooth(masks, prompts, space).map((mask, index) => ({
		...mask,
		asked,
		place: index % places,
		modelScore: masks[index]!.score,
	}));
}
