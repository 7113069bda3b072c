import type { DecoderSpace } from '../mask/decoderPrompt';
import type { EmbeddingModel, Features } from '../model/model';
import type { MaskSource } from './maskSource';
import type { Proposal } from './proposal';

/** How many megabytes the logits of masks that are made together take at most, unless one mask takes more. */
const maxMegabytes = 8;

interface EmbeddedProposal extends Proposal {
	/** float32[channels] */
	readonly embed: Float32Array;
}

/**
 * For a model that returns scores, boxes and embeddings before masks: of most masks, nothing but an embedding of a
 * kilobyte is ever made.
 */
export function embeddedMasks(
	model: EmbeddingModel,
	features: Features,
	space: DecoderSpace,
	pointsPerBatch: number,
	signal: AbortSignal,
): MaskSource<EmbeddedProposal> {
	const plane = space.columns * space.rows;
	return {
		pointsPerBatch,
		masksPerBatch: Math.max(1, Math.floor((maxMegabytes * 2 ** 20) / (4 * plane))),
		async propose(prompts, firstPoint, { minScore }) {
			const { scores, boxes, embeds } = await model.embed(features, prompts, signal);
			const levels = scores.length / prompts.length;
			const proposals = Array.from(scores, (score, at): EmbeddedProposal => {
				const maskIndex = at % levels;
				const [x, y, width, height] = boxes.subarray(4 * at, 4 * at + 4);
				return {
					point: firstPoint + Math.floor(at / levels),
					maskIndex,
					level: maskIndex + 1,
					levels: [maskIndex + 1],
					score,
					shape: { box: [x! - width! / 2, y! - height! / 2, x! + width! / 2, y! + height! / 2] },
					embed: embeds.slice(at * model.channels, (at + 1) * model.channels),
				};
			});
			return { proposals: proposals.filter(({ score }) => score >= minScore), levels };
		},
		async logitsOf(proposals) {
			const embeds = new Float32Array(proposals.length * model.channels);
			for (const [at, { embed }] of proposals.entries()) embeds.set(embed, at * model.channels);
			const logits = await model.masksOf(features, embeds, signal);
			return proposals.map((_, at) => logits.subarray(at * plane, (at + 1) * plane));
		},
	};
}
