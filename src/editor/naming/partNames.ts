import type { KnownNames } from '../../naming/asCalled';
import type { Asked, LikelyName } from '../../naming/likelyNames';
import { likelyParts } from '../../naming/likelyParts';
import type { CategoryKind } from '../../shared/annotations/annotation';
import type { NamedWhole } from '../../shared/annotations/namedWhole';
import type { Rle } from '../../shared/mask/rle';
import type { InferenceClient } from '../inference/inferenceClient';

interface PossiblePart {
	readonly segmentation: Rle;
	readonly suggestedKind: CategoryKind;
	readonly whole: NamedWhole | undefined;
}

/** The names that parts of people and buildings are likely to get, by what the encoder sees in them. */
export class PartNames {
	constructor(
		private readonly client: Pick<InferenceClient, 'nameParts'>,
		private readonly report: (error: unknown) => void,
	) {}

	/**
	 * By mask, the likeliest first; none of masks that are part of nothing that has a name. What fails is reported.
	 * Rejects with the signal's reason when it is aborted.
	 */
	async of(
		image: string,
		masks: readonly PossiblePart[],
		known: KnownNames,
		asked: Asked,
		signal?: AbortSignal,
	): Promise<readonly (readonly LikelyName[])[]> {
		const parts = masks.flatMap(({ segmentation, suggestedKind, whole }, at) =>
			suggestedKind === 'part' && whole ? [{ at, segmentation, whole }] : [],
		);
		const names: (readonly LikelyName[])[] = masks.map(() => []);
		if (parts.length === 0) return names;
		try {
			const wanted = parts.map(({ segmentation, whole }) => ({ segmentation, whole }));
			const found = await this.client.nameParts({ image, parts: wanted }, signal);
			for (const [i, { at }] of parts.entries()) names[at] = likelyParts(found[i] ?? [], known, asked);
		} catch (error) {
			signal?.throwIfAborted();
			this.report(error);
		}
		return names;
	}
}
