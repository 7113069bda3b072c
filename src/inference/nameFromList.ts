import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { ListedMask, ListedName, NameFromListParams } from '../shared/protocol/inferenceProtocol';
import type { OpenedImage } from './image/openedImages';
import { otherPrompts, promptOf } from './model/clip/namePrompts';
import { sharesOf } from './model/clip/sharesOf';
import type { ModelSession } from './modelSession';
import { yieldToEventLoop } from './scheduling/yieldToEventLoop';

/** What is less likely is no name for the mask. */
const minShare = 0.01;

interface NamingControl {
	readonly signal: AbortSignal;
	/** Resolves when no click of the user's is waiting. */
	readonly untilIdle: (signal: AbortSignal) => Promise<void>;
}

/** The names of a list that masks may have, of each mask the likeliest first; none where something else is likelier. */
export async function nameFromList(
	{ listed }: ModelSession,
	image: OpenedImage,
	{ pack, masks, names }: NameFromListParams,
	{ signal, untilIdle }: NamingControl,
): Promise<readonly (readonly ListedName[])[]> {
	const pause = async () => {
		await yieldToEventLoop();
		await untilIdle(signal);
	};
	const asked = masks.map((mask) => questionOf(mask, names));
	const others = otherPrompts(names);
	const texts = [...asked.flatMap(({ prompts }) => prompts), ...others];
	if (asked.every(({ prompts }) => prompts.length === 0)) return masks.map(() => []);
	const embeddings = await listed.textsOf(pack, texts, signal, pause);
	const scale = await listed.logitScale(pack);
	const answers: ListedName[][] = [];
	for (const [index, { segmentation }] of masks.entries()) {
		const { candidates, prompts } = asked[index]!;
		await pause();
		const seen = prompts.length > 0 ? await listed.embeddingOf(pack, image, segmentation, signal) : undefined;
		if (!seen) {
			answers.push([]);
			continue;
		}
		const all = [...prompts, ...others].map((text) => embeddings.get(text)!);
		answers.push(likeliest(candidates, sharesOf(seen, all, scale)));
	}
	return answers;
}

/** The names that a mask may have, and what the model is asked about each. */
function questionOf({ kind, whole }: ListedMask, names: readonly CategoryName[]) {
	const candidates = names.filter((name) => name.kind === kind);
	return { candidates, prompts: candidates.map((name) => promptOf(name, whole)) };
}

/** @param shares of the candidates, then of anything else */
function likeliest(candidates: readonly CategoryName[], shares: Float64Array): ListedName[] {
	const ranked = candidates
		.map(({ name, kind }, at) => ({ name, kind, share: shares[at]! }))
		.sort((one, other) => other.share - one.share);
	const highestOther = Math.max(0, ...shares.subarray(candidates.length));
	const isOther = (ranked[0]?.share ?? 0) < highestOther;
	return isOther ? [] : ranked.filter(({ share }) => share >= minShare);
}
