import type { Descriptor } from '../shared/descriptor';
import { decodeRle } from '../shared/mask/cocoRle';
import type { Rle } from '../shared/mask/rle';
import type { DescribeResult } from '../shared/protocol/inferenceProtocol';
import type { ColourMap } from './description/colourMap';
import { looksOf, unitVector } from './description/looksOf';
import { meanOfImage, meanOfMask } from './description/meanFeatures';
import type { OpenedImage } from './image/openedImages';
import type { FeatureMap } from './model/model';
import type { ModelSession } from './modelSession';
import { betweenClicks, type Interruptible } from './scheduling/betweenClicks';

/** Counts the ways in which descriptors were made: those of two ways cannot be compared. */
const version = 1;
const hashLength = 16;
/** Masks between two looks at whether something else is to be done. */
const masksAtOnce = 8;

/** A descriptor of each mask, from the image's features and its colours. */
export async function describeMasks(
	session: ModelSession,
	image: OpenedImage,
	masks: readonly Rle[],
	work: Interruptible,
): Promise<DescribeResult> {
	const space = `${session.encoderHash.slice(0, hashLength)}-${version}`;
	if (masks.length === 0) return { space, descriptors: [] };
	const { features } = await session.featuresOf(image, work.signal);
	const map = session.model.featureMapOf(features, image);
	const whole = meanOfImage(map, image);
	const colours = await session.coloursOf(image);
	const descriptors = await betweenClicks(
		masks,
		masksAtOnce,
		work,
		(mask) => describeMask(mask, map, whole, colours) ?? null,
	);
	return { space, descriptors };
}

/** How much looks count beside features, as a factor of their lengths. */
const looksWeight = 0.5;

function describeMask(
	rle: Rle,
	map: FeatureMap,
	whole: Float32Array,
	colours: ColourMap,
): Descriptor | undefined {
	const mask = decodeRle(rle);
	const mean = meanOfMask(mask, map);
	const looks = looksOf(mask, colours);
	if (!mean || !looks) return undefined;
	// What the whole image has in common says nothing about the mask, and differs between models.
	const features = mean.map((value, i) => value - whole[i]!);
	return unitVector([
		...unitVector(features),
		...[...looks.numbers, ...looks.colours].map((value) => value * looksWeight),
	]);
}
