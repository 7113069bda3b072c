import { z } from 'zod';
import { encoderGraph, graph, packManifest } from '../../../packs/manifest/packManifest';

const rgb = z.tuple([z.number(), z.number(), z.number()]);

/** A decoder's input that is always the same: no mask prompt, the size to enlarge masks to. */
const constant = z.object({
	dims: z.array(z.int().positive()).min(1),
	/** One number for all elements, or one for each. */
	value: z.union([z.number(), z.array(z.number())]),
});

/** What makes up a decoder. */
const decoderParts = {
	/** The part of the decoder that depends only on the image, run once per image; its outputs are inputs of the rest. */
	prepare: graph.extend({ input: z.string(), outputs: z.array(z.string()).min(1) }).optional(),
	decoder: graph.extend({
		inputs: z.object({
			/** Absent where `prepare` takes it instead. */
			features: z.string().optional(),
			/** float32[2]: rows and columns of features that the image covers, for a decoder that ignores the rest. */
			covered: z.string().optional(),
			pointCoords: z.string(),
			pointLabels: z.string(),
			/** Names of inputs, each with the name of the encoder's output that goes into it. */
			extra: z.record(z.string(), z.string()).default({}),
			constants: z.record(z.string(), constant).default({}),
			/** Those of the constants that take a mask prompt, float32[1, 1, size / 4, size / 4], and whether there is one. */
			maskPrompt: z.object({ mask: z.string(), given: z.string() }).optional(),
		}),
		/** `masks`: float32[…, masks, size / 4, size / 4], above zero inside. */
		outputs: z.object({ masks: z.string(), scores: z.string() }),
		/** How many prompts it decodes in one run. */
		batch: z.enum(['many', 'one']).default('many'),
		/** Points as [prompts, points, 2], or as [1, prompts, points, 2]. */
		form: z.enum(['prompts', 'queries']).default('prompts'),
		/** Whether the point of padding at the end of a prompt without a box is an input, or added by the decoder. */
		padding: z.enum(['given', 'own']).default('given'),
		/** How many points it takes; a box counts as two. */
		maxPoints: z.int().positive().optional(),
		/** One pixel of the input in its coordinates. */
		promptScale: z.number().positive().default(1),
	}),
	/** Absent: any number. */
	masksPerPrompt: z.int().positive().optional(),
};

/** The pack.json of a model of the family `sam`: SAM and models built like it differ only in these values. */
export const samManifest = packManifest.extend({
	...decoderParts,
	encoder: encoderGraph.extend({
		input: z.string(),
		/** The feature map, float32[1, 256, size / 16, size / 16]. */
		output: z.string(),
		/** Other outputs of the encoder that the decoder takes: SAM-HQ's early features, SAM 2's finer maps. */
		extra: z.array(z.string()).default([]),
	}),
	/** Adds a mask prompt, logits float32[1, 1, size / 4, size / 4], to the features. */
	maskPrompt: graph.extend({ features: z.string(), mask: z.string(), output: z.string() }).optional(),
	/** Another decoder that is asked about the same features. */
	secondOpinion: z.object(decoderParts).optional(),
	/** From figures of a click's masks (`maskFigures.ts`), float32[masks, figures], how likely each is, float32[masks]. */
	likelihoods: graph.extend({ input: z.string(), output: z.string() }).optional(),
	input: z.looseObject({
		size: z.int().positive().multipleOf(16),
		/** The longest side fills the square, or each side does. */
		resize: z.enum(['longest-side', 'stretch']),
		/** [1, 3, size, size] with padding, or [height, width, 3] without. */
		layout: z.enum(['chw', 'hwc']).default('chw'),
		mean: rgb,
		std: rgb,
	}),
});
export type SamManifest = z.infer<typeof samManifest>;

/** The part of a manifest that describes a decoder. */
export type SamDecoderManifest = Pick<SamManifest, keyof typeof decoderParts>;
