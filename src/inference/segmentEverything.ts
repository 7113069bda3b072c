import { ofLevel } from '../shared/everything';
import { decodeRle } from '../shared/mask/cocoRle';
import { area, type RunLengths } from '../shared/mask/runLengths';
import type {
	EverythingParams,
	EverythingProgress,
	EverythingResult,
} from '../shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../shared/thresholds';
import { alikePoints } from './everything/alikePoints';
import { decodedMasks } from './everything/decodedMasks';
import { embeddedMasks } from './everything/embeddedMasks';
import { generateMasks } from './everything/generateMasks';
import { pointGrid } from './everything/pointGrid';
import { everyPoint, frugalOrder } from './everything/pointOrder';
import { withoutJunk } from './everything/withoutJunk';
import type { OpenedImage } from './image/openedImages';
import type { ModelSession } from './modelSession';
import { type Interruptible, pause } from './scheduling/betweenClicks';

/** Of the places of an image so many are looked at for what is like a mask, the likest ones. */
const partOfAlike = 0.2;
/** How many times smaller or larger than the masks what is like them may be. */
const maxTimes = 4;

export interface EverythingControl extends Interruptible {
	readonly onProgress?: ((progress: EverythingProgress) => void) | undefined;
}

/** The masks of all objects that the model finds at a grid of points. */
export async function segmentEverything(
	session: ModelSession,
	image: OpenedImage,
	{ level, minScore, minStability, pointsPerSide, frugal, like }: EverythingParams,
	work: EverythingControl,
): Promise<EverythingResult> {
	const { signal, onProgress } = work;
	const { model, manifest } = session;
	const { batch, embedding } = model;
	const { features } = await session.featuresOf(image, signal);
	const wanted = like?.map((rle) => decodeRle(rle)).filter((mask) => area(mask) > 0) ?? [];
	const isOfSome = wanted.length > 0;
	const mostAlike = Math.ceil(partOfAlike * pointsPerSide ** 2);
	const points = isOfSome
		? alikePoints(wanted, model.featureMapOf(features, image), image, mostAlike)
		: pointGrid(image, pointsPerSide);
	const space = model.spaceOf(image);
	const defaults = {
		minScore: manifest.everything?.minScore ?? everythingDefaults.minScore,
		minStability: manifest.everything?.minStability ?? everythingDefaults.minStability,
	};
	const request = {
		space,
		points,
		order:
			frugal && !isOfSome
				? frugalOrder({ points, features: model.featureMapOf(features, image), space })
				: everyPoint(points.length),
		...(level === undefined ? {} : { level }),
		criteria: {
			minScore: minScore ?? defaults.minScore,
			minStability: minStability ?? defaults.minStability,
			...(isOfSome && { areas: areasLike(wanted) }),
		},
		pause: () => pause(work),
		...(onProgress ? { onProgress } : {}),
	};
	const generated = embedding
		? await generateMasks({
				...request,
				source: embeddedMasks(embedding, features, space, batch, signal),
			})
		: await generateMasks({
				...request,
				source: decodedMasks(
					(prompts) => model.decode(features, prompts, signal),
					space,
					manifest.levels,
					batch,
				),
			});
	// What is like small or frayed things may be so too.
	const masks = isOfSome ? generated.masks : await withoutJunk(generated.masks, request.pause);
	const result = { ...generated, masks, pack: manifest.id };
	return level === undefined ? result : ofLevel(result, level);
}

/** What is like a thing is about as large, unless it is much nearer or farther. */
function areasLike(masks: readonly RunLengths[]) {
	const areas = masks.map(area);
	return { min: Math.min(...areas) / maxTimes, max: Math.max(...areas) * maxTimes };
}
