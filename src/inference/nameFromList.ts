import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { ListedMask, ListedName, NameFromListParams } from '../shared/protocol/inferenceProtocol';
import type { OpenedImage } from './image/openedImages';
import { otherPrompts, promptOf } from './model/clip/namePrompts';
import { sharesOf } from './model/clip/sharesOf';
import type { ModelSession } from './modelSession';
import { betweenClicks, type Interruptible, pause } from './scheduling/betweenClicks';

/** What is less likely is no name for the mask. */
const minShare = 0.01;

/** The names of a list that masks may have, of each mask the likeliest first; none where something else is likelier. */
export async function nameFromList(
	{ listed }: ModelSession,
	image: OpenedImage,
	{ pack, masks, names }: NameFromListParams,
	work: Interruptible,
): Promise<readonly (readonly ListedName[])[]> {
	const { signal } = work;
	const asked = masks.map((mask) => questionOf(mask, names));
	const others = otherPrompts(names);
	const texts = [...asked.flatMap(({ prompts }) => prompts), ...others];
	if (asked.every(({ prompts }) => prompts.length === 0)) return masks.map(() => []);
	const embeddings = await listed.textsOf(pack, texts, signal, () => pause(work));
	const scale = await listed.logitScale(pack);
	return betweenClicks(masks, 1, work, async ({ segmentation }, index) => {
		const { candidates, prompts } = asked[index]!;
		const seen = prompts.length > 0 ? await listed.embeddingOf(pack, image, segmentation, signal) : undefined;
		if (!seen) return [];
		const all = [...prompts, ...others].map((text) => embeddings.get(text)!);
		return likeliest(candidates, sharesOf(seen, all, scale));
	});
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
