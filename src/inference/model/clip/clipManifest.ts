import { z } from 'zod';
import { graph, packManifest, tokenizerFile } from '../../../packs/manifest/packManifest';

const channels = z.tuple([z.number(), z.number(), z.number()]);

/**
 * The pack.json of a model of the family `clip`: an image and a text each become a vector, and the closer the two are,
 * the better the text says what the image shows. CLIP, OpenCLIP, SigLIP and models like them differ only in these values.
 */
export const clipManifest = packManifest.extend({
	imageEncoder: graph.extend({
		/** [1, 3, size, size], red first */
		input: z.string(),
		/** [1, width] */
		output: z.string(),
	}),
	textEncoder: graph.extend({
		/** [1, length], the tokens */
		input: z.string(),
		/** [1, length], 1 for each token of the text and 0 for what fills up; most exports take none. */
		attentionMask: z.string().optional(),
		/** [1, width] */
		output: z.string(),
	}),
	tokenizer: tokenizerFile.extend({
		/** How many tokens a text has for the model, with those that fill up. */
		length: z.int().min(4).max(1024),
		/** The token that fills up. */
		pad: z.int().min(0),
	}),
	input: z.object({
		/** The side of the square, in pixels. */
		size: z.int().min(16).max(1024),
		/** Of values from 0 to 255. */
		mean: channels,
		std: channels,
	}),
	/** What the model multiplies similarities by before it compares them: the exponential of the trained `logit_scale`. */
	logitScale: z.number().positive().max(1000),
});
