import { z } from 'zod';
import { graph, packManifest } from '../../../packs/manifest/packManifest';

/** The pack.json of a model of the family `detector`: an image in, boxes with a score for each class out. */
export const detectorManifest = packManifest.extend({
	detector: graph.extend({
		/** [1, size, size, 3], red first, 0 to 255 */
		input: z.string(),
		/** `boxes`: [boxes, 4]; `scores`: [boxes, classes] */
		outputs: z.object({ boxes: z.string(), scores: z.string() }),
	}),
	/** The side of the square that the image is stretched to, in pixels. */
	input: z.object({ size: z.int().min(16).max(4096) }),
	classes: z.array(z.string().min(1)).min(1),
});
