import { type Descriptor, likeness } from '../shared/descriptor';
import { area, bbox, type RunLengths } from '../shared/mask/runLengths';
import { intersectionArea } from '../shared/mask/setOperations';

export interface SeenMask {
	/** Null for an empty mask. */
	readonly descriptor: Descriptor | null;
	readonly mask: RunLengths;
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

/** Chosen on training photographs so that from a half on most of what is right is there: docs/naming.md. */
const weights = { bias: -7.15, likeness: 11, size: -1.1 } as const;

/**
 * The candidates that look like some masks of the same image, the likest first, each thing once. Without those that lie
 * on the references.
 */
export function rankAlike(
	references: readonly SeenMask[],
	candidates: readonly SeenMask[],
): readonly RankedMask[] {
	const known = references.map(figuresOf);
	const ranked = candidates
		.map((candidate, index) => {
			const figures = figuresOf(candidate);
			const likeness = Math.max(0, ...known.map((reference) => likenessOf(reference, figures)));
			return { index, likeness, figures };
		})
		.filter(({ likeness }) => likeness >= minRanked)
		.sort((one, other) => other.likeness - one.likeness || one.index - other.index);
	const kept: typeof ranked = [];
	for (const one of ranked) {
		if (kept.length === maxRanked) break;
		const taken = [...known, ...kept.map(({ figures }) => figures)];
		if (!taken.some((other) => doOverlap(one.figures, other))) kept.push(one);
	}
	return kept.map(({ index, likeness }) => ({ index, likeness }));
}

interface Figures extends SeenMask {
	/** Pixels. */
	readonly size: number;
	readonly box: readonly [number, number, number, number];
}

function figuresOf({ descriptor, mask }: SeenMask): Figures {
	return { descriptor, mask, size: area(mask), box: bbox(mask) };
}

function likenessOf(reference: Figures, { descriptor, size }: Figures): number {
	if (!reference.descriptor || !descriptor || size === 0 || reference.size === 0) return 0;
	const { bias, likeness: perLikeness, size: perSize } = weights;
	const looks = likeness(reference.descriptor, descriptor);
	const sizes = Math.abs(Math.log2(size / reference.size));
	return 1 / (1 + Math.exp(-(bias + perLikeness * looks + perSize * sizes)));
}

function doOverlap(one: Figures, other: Figures): boolean {
	const [x, y, width, height] = one.box;
	const [left, top, wide, high] = other.box;
	if (x >= left + wide || left >= x + width || y >= top + high || top >= y + height) return false;
	return intersectionArea(one.mask, other.mask) > maxOverlap * Math.min(one.size, other.size);
}
