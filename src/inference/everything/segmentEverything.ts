import { area } from '../../shared/mask/runLengths';
import type { ImagePoint, Prompt } from '../../shared/prompt';
import type { EverythingMask, EverythingProgress } from '../../shared/protocol/inferenceProtocol';
import { candidateOf } from '../ladder/fullSizeLadder';
import { firstRound } from '../ladder/ladderPrompts';
import { type Bitmap, bitmapOf } from '../mask/bitmap';
import type { DecoderPrompt, DecoderSpace } from '../mask/decoderPrompt';
import { fullSizeMask } from '../mask/fullSizeMask';
import { coveredCells } from '../mask/logitMask';
import { stability } from '../mask/stability';
import type { MaskSource, Wanted } from './maskSource';
import { areSameMasks, type Sighting, withoutRepeats } from './sighting';

export interface EverythingRequest<S extends Sighting> {
	readonly source: MaskSource<S>;
	readonly space: DecoderSpace;
	/** Clicks, in image pixels. */
	readonly points: readonly ImagePoint[];
	readonly wanted: Wanted;
	/** Called between two pieces of work: what the user asks goes first, and a request that is no longer wanted ends. */
	readonly pause: () => Promise<void>;
	readonly onProgress?: (progress: EverythingProgress) => void;
}

export interface Everything {
	/** Full-size masks, the largest first. */
	readonly masks: readonly EverythingMask[];
	/** How many levels the model gives a click. */
	readonly levels: number;
}

/**
 * All that a model finds at a grid of clicks, each thing once. Of each mask, small things are known first (its score,
 * where it lies); those worth it are made at image size one after another, and kept as run lengths.
 *
 * Rejects with what `pause` rejects with.
 */
export async function segmentEverything<S extends Sighting>(
	request: EverythingRequest<S>,
): Promise<Everything> {
	const { sightings, levels } = await lookAround(request);
	const masks = await makeMasks(withoutRepeats(sightings), request);
	return { masks: masks.sort((a, b) => b.area - a.area), levels };
}

async function lookAround<S extends Sighting>(request: EverythingRequest<S>) {
	const { source, space, points, wanted, pause, onProgress } = request;
	const sightings: S[] = [];
	let levels = 0;
	for (let first = 0; first < points.length; first += source.batch) {
		await pause();
		const prompts = points.slice(first, first + source.batch).map((point) => promptAt(point, space));
		const seen = await source.look(prompts, first, wanted);
		sightings.push(...seen.sightings);
		levels = seen.levels;
		if (wanted.level !== undefined && wanted.level > levels) break;
		onProgress?.({ step: 'looking', done: first + prompts.length, total: points.length });
	}
	return { sightings, levels };
}

async function makeMasks<S extends Sighting>(
	sightings: readonly S[],
	{ source, space, points, wanted, pause, onProgress }: EverythingRequest<S>,
): Promise<EverythingMask[]> {
	const made: EverythingMask[] = [];
	const known: Bitmap[] = [];
	const covered = coveredCells(space);
	const promptOf = (point: number) => promptAt(points[point]!, space);
	for (let first = 0; first < sightings.length; first += source.masksTogether) {
		await pause();
		const batch = sightings.slice(first, first + source.masksTogether);
		const allLogits = await source.logitsOf(batch, promptOf);
		for (const [index, logits] of allLogits.entries()) {
			onProgress?.({ step: 'making', done: first + index, total: sightings.length });
			if (stability(logits, space) < wanted.leastStability) continue;
			const bitmap = bitmapOf(logits, space.columns, covered.columns, covered.rows);
			// Where only boxes were known, two masks can still be one.
			if (bitmap.area === 0 || known.some((other) => areSameMasks(other, bitmap))) continue;
			await pause();
			const { point, score, level } = batch[index]!;
			const at = points[point]!;
			const mask = fullSizeMask(logits, [promptOfUser(at)], space);
			if (area(mask) === 0) continue;
			known.push(bitmap);
			made.push({ ...candidateOf({ mask, score }, level), point: at });
		}
	}
	return made;
}

const promptOfUser = ({ x, y }: ImagePoint): Prompt => ({ type: 'point', x, y, positive: true });

const promptAt = (point: ImagePoint, space: DecoderSpace): DecoderPrompt =>
	firstRound([promptOfUser(point)], space);
