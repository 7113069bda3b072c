import type { DecoderSpace } from '../mask/decoderPrompt';
import type { EmbeddingModel, Features } from '../model/model';
import { type MaskSource, ofLevel } from './maskSource';
import type { Sighting } from './sighting';

/** Masks that are made together: their logits take so many megabytes at most, or there is one of them. */
const megabytesTogether = 8;

interface EmbeddedSighting extends Sighting {
	/** float32[channels] */
	readonly embed: Float32Array;
}

/**
 * Of a model that says how good its masks are, and where, before it makes them: of most there is never more than an
 * embedding of a kilobyte.
 */
export function embeddedMasks(
	model: EmbeddingModel,
	features: Features,
	space: DecoderSpace,
	batch: number,
	signal: AbortSignal,
): MaskSource<EmbeddedSighting> {
	const plane = space.columns * space.rows;
	return {
		batch,
		masksTogether: Math.max(1, Math.floor((megabytesTogether * 2 ** 20) / (4 * plane))),
		async look(prompts, firstPoint, wanted) {
			const { scores, boxes, embeds } = await model.embed(features, prompts, signal);
			const levels = scores.length / prompts.length;
			const sightings = Array.from(scores, (score, at): EmbeddedSighting => {
				const place = at % levels;
				const [x, y, width, height] = boxes.subarray(4 * at, 4 * at + 4);
				return {
					point: firstPoint + Math.floor(at / levels),
					place,
					level: place + 1,
					score,
					shape: { box: [x! - width! / 2, y! - height! / 2, x! + width! / 2, y! + height! / 2] },
					embed: embeds.slice(at * model.channels, (at + 1) * model.channels),
				};
			});
			const sure = sightings.filter(({ score }) => score >= wanted.leastScore);
			return { sightings: ofLevel(sure, wanted.level), levels };
		},
		async logitsOf(sightings) {
			const embeds = new Float32Array(sightings.length * model.channels);
			for (const [at, { embed }] of sightings.entries()) embeds.set(embed, at * model.channels);
			const logits = await model.masksOf(features, embeds, signal);
			return sightings.map((_, at) => logits.subarray(at * plane, (at + 1) * plane));
		},
	};
}
