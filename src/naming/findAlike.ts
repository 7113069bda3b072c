import type { AlikeMask } from '../shared/alike';
import type { Annotation, AnnotationSet } from '../shared/annotations/annotation';
import type { Inference } from '../shared/inference';
import { decodeRle } from '../shared/mask/cocoRle';
import type { Rle } from '../shared/mask/rle';
import type { DescribeParams, EverythingParams, ObjectName } from '../shared/protocol/inferenceProtocol';
import { alikeCandidates } from './alikeCandidates';
import { rankAlike, type SeenMask } from './rankAlike';

/** What is asked of a model, and of a detector. */
export interface AlikeQuestions extends Pick<Inference<AbortSignal>, 'everything' | 'describe'> {
	nameObjects(params: DescribeParams, signal?: AbortSignal): Promise<readonly (readonly ObjectName[])[]>;
}

/** Masks of one image, for which others like them are looked for in many. */
export interface WantedMasks {
	/** The image's hash. */
	readonly image: string;
	readonly masks: readonly Rle[];
	readonly seen: readonly SeenMask[];
}

/** An image in which they are looked for. */
export interface SearchedImage {
	/** The image's hash. */
	readonly image: string;
	/** What is annotated in it. */
	readonly set: AnnotationSet;
	/** The annotations that the wanted masks are, where they are in this image. */
	readonly wanted?: readonly Annotation[];
}

interface FoundAlike {
	/** The likest first. */
	readonly masks: readonly AlikeMask[];
	/** The id of the pack that made them. */
	readonly pack: string;
}

/** @throws InferenceError, or the signal's reason when it is aborted */
export async function describeWanted(
	questions: AlikeQuestions,
	image: string,
	masks: readonly Rle[],
	signal?: AbortSignal,
): Promise<WantedMasks> {
	return { image, masks, seen: await seenMasks(questions, image, masks, signal) };
}

/**
 * What in an image looks like some masks of this or another one, or is taken for the same kind of thing by a detector: of
 * what the model finds at the places that look like them, and of the annotations that nobody has named.
 *
 * @throws InferenceError, or the signal's reason when it is aborted
 */
export async function findAlike(
	questions: AlikeQuestions,
	{ image: likeIn, masks: like, seen }: WantedMasks,
	{ image, set, wanted }: SearchedImage,
	options: Omit<EverythingParams, 'image' | 'asker' | 'like' | 'likeIn'>,
	signal?: AbortSignal,
): Promise<FoundAlike> {
	const { masks: found, pack } = await questions.everything({ ...options, image, like, likeIn }, signal);
	const candidates = alikeCandidates(set, found, wanted);
	const masks = candidates.map(({ segmentation }) => segmentation);
	const candidatesSeen = await seenMasks(questions, image, masks, signal);
	const ranked = rankAlike(seen, candidatesSeen, wanted ? 'same image' : 'other image');
	return { masks: ranked.map(({ index, likeness }) => ({ ...candidates[index]!, likeness })), pack };
}

async function seenMasks(
	questions: AlikeQuestions,
	image: string,
	masks: readonly Rle[],
	signal?: AbortSignal,
): Promise<SeenMask[]> {
	const { descriptors } = await questions.describe({ image, masks }, signal);
	const objects = await questions.nameObjects({ image, masks }, signal);
	return masks.map((rle, i) => ({
		...{ descriptor: descriptors[i] ?? null, mask: decodeRle(rle), object: objects[i]?.[0] },
	}));
}
