import { z } from 'zod';
import { encoderGraph, graph, packManifest } from '../../../packs/manifest/packManifest';

const rgb = z.tuple([z.number(), z.number(), z.number()]);
const maps = z.object({ maskFeatures: z.string(), memory: z.string() });

/** What pack.json says of a model of the family `semantic-sam`, as models/export writes it. */
export const semanticSamManifest = packManifest.extend({
	encoder: encoderGraph.extend({ input: z.string(), outputs: maps }),
	decoder: graph.extend({
		inputs: maps.extend({ boxes: z.string() }),
		outputs: z.object({
			scores: z.string(),
			/** Where each mask lies: float32[prompts, masks, 4], centre and size as parts of the padded image. */
			boxes: z.string(),
			/** What a mask is made of: float32[prompts, masks, channels]. */
			embeds: z.string(),
		}),
	}),
	/** Makes masks of the decoder's embeddings: float32[masks, channels] → float32[masks, height / 4, width / 4]. */
	masks: graph.extend({
		inputs: z.object({ embeds: z.string(), maskFeatures: z.string() }),
		output: z.string(),
	}),
	input: z.looseObject({
		/** Pixels that the shorter side becomes, as long as the longer one stays within `longSide`. */
		shortSide: z.int().positive(),
		longSide: z.int().positive(),
		multipleOf: z.int().positive().multipleOf(32),
		resize: z.literal('short-side'),
		resample: z.literal('bicubic'),
		mean: rgb,
		std: rgb,
	}),
	/** Of the feature maps. */
	channels: z.int().positive(),
	/** Sides of the box that a click becomes, as parts of the image's. */
	clickSide: z.number().positive(),
	masksPerPrompt: z.int().positive(),
});
export type SemanticSamManifest = z.infer<typeof semanticSamManifest>;
