import { decodeRle } from '../shared/mask/cocoRle';
import type { PartMask, PartName } from '../shared/protocol/inferenceProtocol';
import { partDescriptor } from './description/partDescriptor';
import type { OpenedImage } from './image/openedImages';
import type { ModelSession } from './modelSession';
import { yieldToEventLoop } from './scheduling/yieldToEventLoop';

/** What is less likely is no name for the part. */
const minShare = 0.01;

interface NamingControl {
	readonly signal: AbortSignal;
	/** Resolves when no click of the user's is waiting. */
	readonly untilIdle: (signal: AbortSignal) => Promise<void>;
}

/**
 * The names that parts may have by what the model's encoder sees in them, of each the likeliest first; none where the
 * whole is nothing that parts are known of, or the encoder is another one.
 */
export async function nameParts(
	session: ModelSession,
	image: OpenedImage,
	parts: readonly PartMask[],
	{ signal, untilIdle }: NamingControl,
): Promise<readonly (readonly PartName[])[]> {
	const head = await session.parts.open();
	const isKnown = ({ whole }: PartMask) => head.knowsWhole(whole.name);
	if (!head.knowsEncoder(session.manifest.encoder!.sha256) || !parts.some(isKnown))
		return parts.map(() => []);
	await untilIdle(signal);
	const { features } = await session.featuresOf(image, signal);
	const map = session.model.featureMapOf(features, image);
	const colours = await session.coloursOf(image);
	const names: (readonly PartName[])[] = [];
	for (const part of parts) {
		if (!isKnown(part)) {
			names.push([]);
			continue;
		}
		await yieldToEventLoop();
		await untilIdle(signal);
		const masks = { mask: decodeRle(part.segmentation), whole: decodeRle(part.whole.segmentation) };
		const descriptor = partDescriptor(masks, map, colours);
		const found = descriptor ? await head.nameOf(descriptor, part.whole.name, signal) : [];
		names.push(found.filter(({ share }) => share >= minShare));
	}
	return names;
}
