import { decodeRle } from '../shared/mask/cocoRle';
import type { Rle } from '../shared/mask/rle';
import { bbox } from '../shared/mask/runLengths';
import type { ObjectName } from '../shared/protocol/inferenceProtocol';
import type { OpenedImage } from './image/openedImages';
import { namesOfBox } from './model/detector/namesOfBox';
import type { ModelSession } from './modelSession';
import { betweenClicks, type Interruptible } from './scheduling/betweenClicks';

/** Masks between two looks at whether something else is to be done. */
const masksAtOnce = 32;

/** The names that masks may have by what a detector sees in the image, of each the likeliest first. */
export async function nameObjects(
	session: ModelSession,
	image: OpenedImage,
	masks: readonly Rle[],
	work: Interruptible,
): Promise<readonly (readonly ObjectName[])[]> {
	if (masks.length === 0) return [];
	await work.untilIdle(work.signal);
	const detections = await session.objects.find(image, work.signal);
	return betweenClicks(masks, masksAtOnce, work, (mask) =>
		namesOfBox(bbox(decodeRle(mask)), image, detections),
	);
}
