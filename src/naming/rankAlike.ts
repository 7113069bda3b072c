import { type Descriptor, likeness } from '../shared/descriptor';
import { area, bbox, type RunLengths } from '../shared/mask/runLengths';
import { intersectionArea } from '../shared/mask/setOperations';
import type { ObjectName } from '../shared/protocol/inferenceProtocol';
import { objectConfidence } from './likelyObjects';

export interface SeenMask {
	/** Null for an empty mask. */
	readonly descriptor: Descriptor | null;
	readonly mask: RunLengths;
	/** What a detector takes it for first, where that was asked. */
	readonly object?: Pick<ObjectName, 'name' | 'score'> | undefined;
}

export interface RankedMask {
	/** Of the candidate. */
	readonly index: number;
	/** From 0 to 1, which is a measure and no probability; falls with other sizes. */
	readonly likeness: number;
}

/** More are no help: the user looks through them one after another. */
const maxRanked = 100;
/** Less likely ones are not shown. */
const minRanked = 0.05;
/** Masks that have more of the smaller one in common are of one thing: only the likest of them is offered. */
const maxOverlap = 0.5;

/** Where candidates are: in the image of the masks that they are compared with, or in another one. */
type AlikePlace = 'same image' | 'other image';

/** Chosen on training photographs so that from a half on most of what is right is there: docs/naming.md. */
const weights = { bias: -7.15, likeness: 11, size: -1.1 } as const;

/** From this score on, masks that a detector takes for things of one kind are alike. */
const minObjectScore = 0.25;
/** How much that says, as a part of how often such a name is right. */
const objectTrust = 0.9;

/**
 * The candidates of one image that look like some masks, the likest first, each thing once. Without those that lie on the
 * references, where they are in the same image.
 */
export function rankAlike(
	references: readonly SeenMask[],
	candidates: readonly SeenMask[],
	place: AlikePlace = 'same image',
): readonly RankedMask[] {
	const known = references.map(figuresOf);
	const onReferences = place === 'same image' ? known : [];
	const ranked = candidates
		.map((candidate, index) => {
			const figures = figuresOf(candidate);
			const likeness = Math.max(0, ...known.map((one) => likenessOf(one, figures)));
			return { index, likeness, figures };
		})
		.filter(({ likeness }) => likeness >= minRanked)
		.sort((one, other) => other.likeness - one.likeness || one.index - other.index);
	const kept: typeof ranked = [];
	for (const one of ranked) {
		if (kept.length === maxRanked) break;
		const taken = [...onReferences, ...kept.map(({ figures }) => figures)];
		if (!taken.some((other) => doOverlap(one.figures, other))) kept.push(one);
	}
	return kept.map(({ index, likeness }) => ({ index, likeness }));
}

interface Figures extends SeenMask {
	/** Pixels. */
	readonly size: number;
	/** The same as a part of the image. */
	readonly share: number;
	readonly box: readonly [number, number, number, number];
}

function figuresOf({ descriptor, mask, object }: SeenMask): Figures {
	const size = area(mask);
	return { descriptor, mask, object, size, share: size / (mask.width * mask.height), box: bbox(mask) };
}

function likenessOf(reference: Figures, candidate: Figures): number {
	const { descriptor, share } = candidate;
	if (!reference.descriptor || !descriptor || share === 0 || reference.share === 0) return 0;
	const { bias, likeness: perLikeness, size: perSize } = weights;
	const looks = likeness(reference.descriptor, descriptor);
	const sizes = Math.abs(Math.log2(share / reference.share));
	const asSeen = 1 / (1 + Math.exp(-(bias + perLikeness * looks + perSize * sizes)));
	return Math.max(asSeen, likenessAsObjects(reference.object, candidate.object));
}

function likenessAsObjects(one: SeenMask['object'], other: SeenMask['object']): number {
	if (one === undefined || one.name !== other?.name) return 0;
	const score = Math.min(one.score, other.score);
	return score < minObjectScore ? 0 : objectTrust * objectConfidence(score);
}

function doOverlap(one: Figures, other: Figures): boolean {
	const [x, y, width, height] = one.box;
	const [left, top, wide, high] = other.box;
	if (x >= left + wide || left >= x + width || y >= top + high || top >= y + height) return false;
	return intersectionArea(one.mask, other.mask) > maxOverlap * Math.min(one.size, other.size);
}
