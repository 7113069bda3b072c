import { likelyListed } from '../../naming/likelyListed';
import type { LikelyName } from '../../naming/likelyNames';
import type { CategoryName } from '../../shared/annotations/annotationEdits';
import type { ListedMask } from '../../shared/protocol/inferenceProtocol';
import type { InferenceClient } from '../inference/inferenceClient';
import { settings } from '../settings';

/** Each name is encoded once, a few of them a second: of a longer list the names used last are asked about. */
const maxNames = 300;

/** The names of the user's list that masks are likely to get, by the pack that compares masks with words. */
export class ListedNames {
	constructor(
		private readonly client: Pick<InferenceClient, 'nameFromList'>,
		private readonly report: (error: unknown) => void,
	) {}

	/**
	 * By mask, the likeliest first; nothing where no pack is chosen, or it fails, which is reported. Rejects with the
	 * signal's reason when it is aborted.
	 *
	 * @param names all that there are, the likeliest first
	 */
	async of(
		image: string,
		masks: readonly ListedMask[],
		names: readonly CategoryName[],
		signal?: AbortSignal,
	): Promise<readonly (readonly LikelyName[])[]> {
		const pack = settings.namePack();
		const kinds = new Set(masks.map(({ kind }) => kind));
		const asked = names
			.filter(({ kind }) => kinds.has(kind))
			.slice(0, maxNames)
			.map(({ name, kind }) => ({ name, kind }));
		if (pack === '' || asked.length === 0) return [];
		try {
			const found = await this.client.nameFromList({ image, pack, masks, names: asked }, signal);
			return found.map(likelyListed);
		} catch (error) {
			signal?.throwIfAborted();
			this.report(error);
			return [];
		}
	}
}
