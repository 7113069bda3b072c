import { iouThresholds } from '../../shared/thresholds';
import { type Bitmap, iou } from '../mask/bitmap';

/** Left, top, right and bottom, in cells of logits. */
export type CellBox = readonly [number, number, number, number];

/** A mask that a point of the grid leads to: what is known of it before it is made at image size. */
export interface Proposal {
	/** The number of the point. */
	readonly point: number;
	/** The index of the mask among those that the model returns for the point. */
	readonly maskIndex: number;
	/** Among the point's masks, 1 is the finest. */
	readonly level: number;
	/** The levels at which it is what the model offers: its own, and those of its duplicates. Ascending. */
	readonly levels: readonly number[];
	readonly score: number;
	/** Decides between duplicates instead of the score, where the score does not say how well a mask fits. */
	readonly rank?: number;
	/** Its score or its stability is too low for it to be taken on the word of one point. */
	readonly isDoubtful?: boolean;
	readonly shape: { readonly box: CellBox } | { readonly bitmap: Bitmap };
}

/** Whether two proposals are of one object, as far as their shapes tell. */
function areDuplicates(a: Proposal, b: Proposal): boolean {
	if ('bitmap' in a.shape && 'bitmap' in b.shape) return areDuplicateMasks(a.shape.bitmap, b.shape.bitmap);
	if ('box' in a.shape && 'box' in b.shape) {
		// A picture and its frame have the same box, but are different levels.
		return a.level === b.level && boxIou(a.shape.box, b.shape.box) > iouThresholds.duplicateBox;
	}
	return false;
}

export function areDuplicateMasks(a: Bitmap, b: Bitmap): boolean {
	const threshold = iouThresholds.duplicateObject;
	// The IoU is at most the quotient of the areas, which decides most pairs.
	const canBe = Math.min(a.area, b.area) > threshold * Math.max(a.area, b.area);
	return canBe && iou(a, b) > threshold;
}

export function boxIou(a: CellBox, b: CellBox): number {
	const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
	const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
	if (width <= 0 || height <= 0) return 0;
	const area = ([left, top, right, bottom]: CellBox) => (right - left) * (bottom - top);
	return (width * height) / (area(a) + area(b) - width * height);
}

/** So many proposals are compared in a few milliseconds. */
const comparedTogether = 100;

/**
 * The best proposal of each object, the best first; it stands at the levels of all of them. Doubtful ones come last.
 *
 * @param minAgreeing how many points an object needs whose proposals are all doubtful
 * @param pause is awaited now and then; where it rejects, so does this
 */
export async function distinctProposals<P extends Proposal>(
	proposals: readonly P[],
	minAgreeing: number,
	pause: () => Promise<void>,
): Promise<P[]> {
	const rankOf = ({ rank, score }: Proposal) => rank ?? score;
	const doubtOf = ({ isDoubtful }: Proposal) => (isDoubtful ? 1 : 0);
	const kept: { best: P; readonly points: Set<number> }[] = [];
	const sorted = proposals.toSorted((a, b) => doubtOf(a) - doubtOf(b) || rankOf(b) - rankOf(a));
	for (const [index, one] of sorted.entries()) {
		if (index % comparedTogether === 0) await pause();
		const same = kept.find(({ best }) => areDuplicates(one, best));
		if (same) {
			same.best = { ...same.best, levels: joinedLevels(same.best.levels, one.levels) };
			same.points.add(one.point);
		} else kept.push({ best: one, points: new Set([one.point]) });
	}
	return kept
		.filter(({ best, points }) => !best.isDoubtful || points.size >= minAgreeing)
		.map(({ best }) => best);
}

/** The levels of both, ascending. */
export function joinedLevels(a: readonly number[], b: readonly number[]): readonly number[] {
	return [...new Set([...a, ...b])].sort((one, other) => one - other);
}
