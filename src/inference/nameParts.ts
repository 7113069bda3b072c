import { decodeRle } from '../shared/mask/cocoRle';
import type { PartMask, PartName } from '../shared/protocol/inferenceProtocol';
import { partDescriptor } from './description/partDescriptor';
import type { OpenedImage } from './image/openedImages';
import type { ModelSession } from './modelSession';
import { betweenClicks, type Interruptible } from './scheduling/betweenClicks';

/** What is less likely is no name for the part. */
const minShare = 0.01;

/**
 * The names that parts may have by what the model's encoder sees in them, of each the likeliest first; none where the
 * whole is nothing that parts are known of, or the encoder is another one.
 */
export async function nameParts(
	session: ModelSession,
	image: OpenedImage,
	parts: readonly PartMask[],
	work: Interruptible,
): Promise<readonly (readonly PartName[])[]> {
	const head = await session.parts.open();
	const isKnown = ({ whole }: PartMask) => head.knowsWhole(whole.name);
	if (!head.knowsEncoder(session.manifest.encoder!.sha256) || !parts.some(isKnown))
		return parts.map(() => []);
	const { signal } = work;
	await work.untilIdle(signal);
	const { features } = await session.featuresOf(image, signal);
	const map = session.model.featureMapOf(features, image);
	const colours = await session.coloursOf(image);
	return betweenClicks(parts, 1, work, async (part) => {
		if (!isKnown(part)) return [];
		const masks = { mask: decodeRle(part.segmentation), whole: decodeRle(part.whole.segmentation) };
		const descriptor = partDescriptor(masks, map, colours);
		const found = descriptor ? await head.nameOf(descriptor, part.whole.name, signal) : [];
		return found.filter(({ share }) => share >= minShare);
	});
}
