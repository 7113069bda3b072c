import type { PackManifest } from '../packs/manifest/packManifest';
import { ofLevel } from '../shared/everything';
import { decodeRle } from '../shared/mask/cocoRle';
import type { Rle } from '../shared/mask/rle';
import { area } from '../shared/mask/runLengths';
import type {
	EverythingParams,
	EverythingProgress,
	EverythingResult,
} from '../shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../shared/thresholds';
import { alikePoints, timesLarger, type WantedMasks } from './everything/alikePoints';
import { decodedMasks } from './everything/decodedMasks';
import { embeddedMasks } from './everything/embeddedMasks';
import { generateMasks } from './everything/generateMasks';
import type { Criteria } from './everything/maskSource';
import { pointGrid } from './everything/pointGrid';
import { everyPoint, frugalOrder } from './everything/pointOrder';
import { withoutJunk } from './everything/withoutJunk';
import type { OpenedImage } from './image/openedImages';
import type { ModelSession } from './modelSession';
import { type Interruptible, pause } from './scheduling/betweenClicks';

/** Of the places of an image so many are looked at for what is like a mask of it, the likest ones. */
const partOfAlike = 0.2;
/** The same for a mask of another image: there are many of those. */
const partOfAlikeElsewhere = 0.05;
/** How many times smaller or larger than the masks what is like them may be. */
const maxTimes = 4;

export interface EverythingControl extends Interruptible {
	readonly onProgress?: ((progress: EverythingProgress) => void) | undefined;
}

/**
 * The masks of all objects that the model finds at a grid of points.
 *
 * @param likeIn the image that the masks are in that are to be looked like
 */
export async function segmentEverything(
	session: ModelSession,
	image: OpenedImage,
	{ level, minScore, minStability, pointsPerSide, frugal, like }: EverythingParams,
	work: EverythingControl,
	likeIn: OpenedImage = image,
): Promise<EverythingResult> {
	const { signal, onProgress } = work;
	const { model, manifest } = session;
	const { batch, embedding } = model;
	const wanted = await wantedMasks(session, like ?? [], likeIn, signal);
	const { features } = await session.featuresOf(image, signal);
	const isOfSome = wanted !== undefined;
	const part = likeIn === image ? partOfAlike : partOfAlikeElsewhere;
	const mostAlike = Math.ceil(part * pointsPerSide ** 2);
	const points = isOfSome
		? alikePoints(wanted, model.featureMapOf(features, image), image, mostAlike)
		: pointGrid(image, pointsPerSide);
	const space = model.spaceOf(image);
	const request = {
		space,
		points,
		order:
			frugal && !isOfSome
				? frugalOrder({ points, features: model.featureMapOf(features, image), space })
				: everyPoint(points.length),
		...(level === undefined ? {} : { level }),
		criteria: criteriaOf(
			manifest,
			{ minScore, minStability },
			isOfSome ? areasLike(wanted, image) : undefined,
		),
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

/** @returns undefined where no mask has a pixel */
async function wantedMasks(
	session: ModelSession,
	like: readonly Rle[],
	image: OpenedImage,
	signal: AbortSignal,
): Promise<WantedMasks | undefined> {
	const masks = like.map((rle) => decodeRle(rle)).filter((mask) => area(mask) > 0);
	if (masks.length === 0) return undefined;
	const { features } = await session.featuresOf(image, signal);
	return { masks, map: session.model.featureMapOf(features, image), image };
}

/** Thresholds that the user chose have no exception, and what is like something is told apart by its looks. */
function criteriaOf(
	{ everything }: PackManifest,
	chosen: Record<'minScore' | 'minStability', number | undefined>,
	areas: Criteria['areas'],
): Criteria {
	const isChosen = chosen.minScore !== undefined || chosen.minStability !== undefined;
	const minAgreement = isChosen || areas ? undefined : everything?.minAgreement;
	return {
		minScore: chosen.minScore ?? everything?.minScore ?? everythingDefaults.minScore,
		minStability: chosen.minStability ?? everything?.minStability ?? everythingDefaults.minStability,
		minAgreement,
		...(areas && { areas }),
	};
}

/** What is like a thing is about as large, as a part of the image, unless it is much nearer or farther. */
function areasLike({ masks, image: likeIn }: WantedMasks, image: OpenedImage) {
	const areas = masks.map((mask) => area(mask) * timesLarger(image, likeIn));
	return { min: Math.min(...areas) / maxTimes, max: Math.max(...areas) * maxTimes };
}
