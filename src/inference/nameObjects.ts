import { decodeRle } from '../shared/mask/cocoRle';
import type { Rle } from '../shared/mask/rle';
import { bbox } from '../shared/mask/runLengths';
import type { ObjectName } from '../shared/protocol/inferenceProtocol';
import type { OpenedImage } from './image/openedImages';
import { namesOfBox } from './model/detector/namesOfBox';
import type { ModelSession } from './modelSession';
import { yieldToEventLoop } from './scheduling/yieldToEventLoop';

/** Masks between two looks at whether something else is to be done. */
const masksAtOnce = 32;

interface NamingControl {
	readonly signal: AbortSignal;
	/** Resolves when no click of the user's is waiting. */
	readonly untilIdle: (signal: AbortSignal) => Promise<void>;
}

/** The names that masks may have by what a detector sees in the image, of each the likeliest first. */
export async function nameObjects(
	session: ModelSession,
	image: OpenedImage,
	masks: readonly Rle[],
	{ signal, untilIdle }: NamingControl,
): Promise<readonly (readonly ObjectName[])[]> {
	if (masks.length === 0) return [];
	await untilIdle(signal);
	const detections = await session.objects.find(image, signal);
	const names: ObjectName[][] = [];
	for (const [index, mask] of masks.entries()) {
		if (index % masksAtOnce === 0) {
			await yieldToEventLoop();
			await untilIdle(signal);
		}
		names.push(namesOfBox(bbox(decodeRle(mask)), image, detections));
	}
	return names;
}
