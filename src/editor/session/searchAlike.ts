import { alikeCandidates } from '../../naming/alikeCandidates';
import { rankAlike } from '../../naming/rankAlike';
import type { Annotation, AnnotationSet } from '../../shared/annotations/annotation';
import { uncategorised } from '../../shared/everything';
import { decodeRle } from '../../shared/mask/cocoRle';
import type { EverythingProgress } from '../../shared/protocol/inferenceProtocol';
import type { FoundAlike } from './alikeTray';
import type { ImageQuestions } from './imageQuestions';

interface AlikeRequest {
	readonly questions: Pick<ImageQuestions, 'masksLike' | 'describe'>;
	readonly set: AnnotationSet;
	/** At least one; the last one says what is found. */
	readonly references: readonly Annotation[];
	readonly signal: AbortSignal;
	/** @param done of the work, 0 to 1 */
	readonly onProgress: (done: number) => void;
}

/** Nearly all of the time goes into the first of the two steps of looking for masks. */
const partOfProposing = 0.8;

/**
 * Masks of the image that look like some of its annotations: of those that the model finds where it looks like them, and
 * of the annotations that nobody has named yet. What has a name already is not among them.
 */
export async function searchAlike({
	questions,
	set,
	references,
	signal,
	onProgress,
}: AlikeRequest): Promise<FoundAlike> {
	const wanted = references.map(({ segmentation }) => segmentation);
	const tell = (progress: EverythingProgress) => onProgress(partDone(progress));
	const { masks, pack } = await questions.masksLike(wanted, tell, signal);
	const candidates = alikeCandidates(set, masks, references);
	const all = [...references, ...candidates].map(({ segmentation }) => segmentation);
	const { descriptors } = await questions.describe(all, signal);
	const seen = all.map((rle, i) => ({ descriptor: descriptors[i] ?? null, mask: decodeRle(rle) }));
	const ranked = rankAlike(seen.slice(0, references.length), seen.slice(references.length));
	const last = references.at(-1)!;
	const { name, kind } = set.categories.find(({ id }) => id === last.categoryId) ?? uncategorised;
	return {
		masks: ranked.map(({ index, likeness }) => ({ ...candidates[index]!, likeness })),
		category: { name, kind },
		pack,
	};
}

function partDone({ step, done, total }: EverythingProgress): number {
	const part = total === 0 ? 1 : done / total;
	return step === 'proposing' ? partOfProposing * part : partOfProposing + (1 - partOfProposing) * part;
}
