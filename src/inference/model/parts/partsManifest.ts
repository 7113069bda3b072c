import { z } from 'zod';
import { graph, packManifest, sha256 } from '../../../packs/manifest/packManifest';

const names = z.array(z.string().min(1));

/** The pack.json of a model of the family `parts`: descriptors of parts in, a score for each name out. */
export const partsManifest = packManifest.extend({
	parts: graph.extend({
		/** [parts, numbers]: see `partDescriptor` */
		input: z.string(),
		/** [parts, names], logits: of all wholes one after another */
		output: z.string(),
	}),
	/** The encoders whose features it was trained on, by the checksum of their file. */
	encoders: z.array(sha256).min(1),
	/** What it names parts of. */
	wholes: z
		.array(
			z.object({
				/** What the whole may be called. */
				called: names.min(1),
				/** The names of its parts; `also` is what one of them is called by others, or a kind of it. */
				parts: z.array(z.object({ name: z.string().min(1), also: names.optional() })).min(1),
			}),
		)
		.min(1),
});
