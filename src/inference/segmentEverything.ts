import type {
	EverythingParams,
	EverythingProgress,
	EverythingResult,
} from '../shared/protocol/inferenceProtocol';
import { everythingDefaults } from '../shared/thresholds';
import { decodedMasks } from './everything/decodedMasks';
import { embeddedMasks } from './everything/embeddedMasks';
import { generateMasks } from './everything/generateMasks';
import { pointGrid } from './everything/pointGrid';
import { everyPoint, frugalOrder } from './everything/pointOrder';
import type { OpenedImage } from './image/openedImages';
import type { ModelSession } from './modelSession';
import { yieldToEventLoop } from './scheduling/yieldToEventLoop';

export interface EverythingControl {
	readonly signal: AbortSignal;
	/** Resolves when no click of the user's is waiting. */
	readonly untilIdle: (signal: AbortSignal) => Promise<void>;
	readonly onProgress?: ((progress: EverythingProgress) => void) | undefined;
}

/** The masks of all objects that the model finds at a grid of points. */
export async function segmentEverything(
	session: ModelSession,
	image: OpenedImage,
	{ level, minScore, minStability, pointsPerSide, frugal }: EverythingParams,
	{ signal, untilIdle, onProgress }: EverythingControl,
): Promise<EverythingResult> {
	const { model, manifest } = session;
	const { batch, embedding } = model;
	const points = pointGrid(image, pointsPerSide);
	const { features } = await session.featuresOf(image, signal);
	const space = model.spaceOf(image);
	const defaults = {
		minScore: manifest.everything?.minScore ?? everythingDefaults.minScore,
		minStability: manifest.everything?.minStability ?? everythingDefaults.minStability,
	};
	const request = {
		space,
		points,
		order: frugal
			? frugalOrder({ points, features: model.featureMapOf(features, image), space })
			: everyPoint(points.length),
		criteria: {
			minScore: minScore ?? defaults.minScore,
			minStability: minStability ?? defaults.minStability,
			...(level === undefined ? {} : { level }),
		},
		pause: async () => {
			await yieldToEventLoop();
			await untilIdle(signal);
		},
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
	return { ...generated, pack: manifest.id };
}
