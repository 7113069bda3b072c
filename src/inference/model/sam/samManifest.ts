import { z } from 'zod';
import { graph, packManifest } from '../../../packs/manifest/packManifest';

const rgb = z.tuple([z.number(), z.number(), z.number()]);

/** A tensor of which one decoder wants nothing but always the same: no mask to go on from, a size to enlarge to. */
const constant = z.object({
	dims: z.array(z.int().positive()).min(1),
	/** One number for all of it, or one for each place. */
	value: z.union([z.number(), z.array(z.number())]),
});

/** What pack.json says of a model of the family `sam`: SAM and those built like it differ in data only. */
export const samManifest = packManifest.extend({
	encoder: packManifest.shape.encoder.extend({
		input: z.string(),
		/** The feature map, float32[1, 256, size / 16, size / 16]. */
		output: z.string(),
		/** What else of the encoder the decoder takes: SAM-HQ's early features, SAM 2's finer maps. */
		extra: z.array(z.string()).default([]),
	}),
	/** What the decoder needs of an image beyond its features, made once per image; its inputs have the same names. */
	prepare: graph.extend({ input: z.string(), outputs: z.array(z.string()).min(1) }).optional(),
	/** Features and a mask's logits float32[1, 1, size / 4, size / 4] to features that know of the mask. */
	maskPrompt: graph.extend({ features: z.string(), mask: z.string(), output: z.string() }).optional(),
	decoder: packManifest.shape.decoder.extend({
		inputs: z.object({
			/** Left out where `prepare` stands for it. */
			features: z.string().optional(),
			/** float32[2]: rows and columns of features that the image covers, for a decoder that leaves out the rest. */
			covered: z.string().optional(),
			pointCoords: z.string(),
			pointLabels: z.string(),
			/** Names of inputs, each with the name of the encoder's output that goes into it. */
			extra: z.record(z.string(), z.string()).default({}),
			constants: z.record(z.string(), constant).default({}),
			/** Those of the constants that tell it a mask, float32[1, 1, size / 4, size / 4], and that there is one. */
			maskPrompt: z.object({ mask: z.string(), given: z.string() }).optional(),
		}),
		/** `masks`: float32[…, masks, size / 4, size / 4], above zero inside. */
		outputs: z.object({ masks: z.string(), scores: z.string() }),
		/** How many prompts it answers in one run. */
		batch: z.enum(['many', 'one']).default('many'),
		/** Points as [prompts, points, 2], or as [1, prompts, points, 2]. */
		form: z.enum(['prompts', 'queries']).default('prompts'),
		/** Who adds the point of padding that a prompt without a box ends with. */
		padding: z.enum(['given', 'own']).default('given'),
		/** More points than this it does not look at; a box is two. */
		mostPoints: z.int().positive().optional(),
		/** A pixel of the input is this much in its coordinates. */
		promptScale: z.number().positive().default(1),
	}),
	input: z.looseObject({
		size: z.int().positive().multipleOf(16),
		/** The longest side fills the square, or each side does. */
		resize: z.enum(['longest-side', 'stretch']),
		/** [1, 3, size, size] with padding, or [height, width, 3] without. */
		layout: z.enum(['chw', 'hwc']).default('chw'),
		mean: rgb,
		std: rgb,
	}),
	/** Where it is left out, any number will do. */
	masksPerPrompt: z.int().positive().optional(),
});
export type SamManifest = z.infer<typeof samManifest>;
