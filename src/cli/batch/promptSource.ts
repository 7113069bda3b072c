import type { BatchRequest } from '../../formats/sidecar/batchRequest';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import { CliError, exitCodes } from '../exitCodes';
import type { BatchFault, BatchImage, BatchSource } from './batchImage';
import type { ImageIndex } from './imageIndex';
import type { PromptedThing } from './promptFile';
import { isInShard, type Shard } from './shard';

/** What counts where a thing says nothing itself. */
export interface ThingDefaults {
	readonly category: CategoryName;
	readonly level?: number;
}

/** The images that a prompt file names, in its order, each once. */
export function promptSource(
	things: readonly PromptedThing[],
	images: ImageIndex,
	defaults: ThingDefaults,
	shard: Shard,
): BatchSource {
	const byImage = new Map<string, BatchImage & { readonly requests: BatchRequest[] }>();
	const missing = new Map<string, BatchFault>();
	for (const thing of things) {
		const found = images.find(thing.image);
		if (!isInShard(found?.key ?? thing.image, shard)) continue;
		if (!found) missing.set(thing.image, faultOf(thing.image));
		else {
			const { name, path } = found;
			const image = byImage.get(path) ?? { name, path, requests: [] };
			image.requests.push(requestOf(thing, defaults));
			byImage.set(path, image);
		}
	}
	const all = [...byImage.values(), ...missing.values()];
	return {
		total: all.length,
		async *images() {
			yield* all;
		},
	};
}

function requestOf({ prompts, category, kind, level }: PromptedThing, defaults: ThingDefaults): BatchRequest {
	const chosen = level ?? defaults.level;
	return {
		prompts,
		category: { name: category ?? defaults.category.name, kind: kind ?? defaults.category.kind },
		...(chosen !== undefined && { level: chosen }),
	};
}

const faultOf = (name: string): BatchFault => ({
	name,
	error: new CliError(
		exitCodes.image,
		'There is no such image in the folder, or there are several of that name.',
	),
});
