import { z } from 'zod';
import { graph, packManifest } from '../../../packs/manifest/packManifest';

/** The values of black and white. */
const range = z
	.tuple([z.number(), z.number()])
	.refine(([black, white]) => white > black, 'Expected [black, white]');

/**
 * The pack.json of a model of the family `inpaint`: an image and a mask in, the image with its hole filled out. LaMa,
 * MI-GAN and models like them differ only in these values.
 */
export const inpaintManifest = packManifest.extend({
	inpaint: graph.extend({
		/** `image`: [1, 3, height, width], red first; `mask`: [1, 1, height, width]. */
		inputs: z.object({ image: z.string(), mask: z.string() }),
		/** [1, 3, height, width] */
		output: z.string(),
	}),
	input: z.union([
		/** The one size that the model takes, in pixels. */
		z.object({ size: z.int().min(16).max(4096) }),
		/** Any size whose sides are multiples of this; larger ones than `maxSide` are made smaller. */
		z.object({ multipleOf: z.int().min(1).max(512), maxSide: z.int().min(64).max(4096) }),
	]),
	image: z.object({ range, output: range }),
	/** What the mask says of a pixel that is to be filled, and of one that is not. */
	mask: z.object({ hole: z.number(), known: z.number() }),
});
export type InpaintManifest = z.infer<typeof inpaintManifest>;
