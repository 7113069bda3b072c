import { sameThingIou } from '../../shared/everything';
import { type Bitmap, iou } from '../mask/bitmap';

/** Left, top, right and bottom, in cells of logits. */
export type CellBox = readonly [number, number, number, number];

/** A mask that a click of the grid would give: what is known of it before it is made. */
export interface Sighting {
	/** Number of the click. */
	readonly point: number;
	/** Which of the click's masks it is, as the model orders them. */
	readonly place: number;
	/** Among the click's masks, 1 is the finest. */
	readonly level: number;
	readonly score: number;
	/** What decides between sightings of one thing where the score is no estimate of how well a mask fits. */
	readonly sureness?: number;
	readonly shape: { readonly box: CellBox } | { readonly bitmap: Bitmap };
}

/** The boxes of two things of one level are further apart. */
const sameBoxIou = 0.7;

/** Whether two sightings are one thing, as far as their shapes tell. */
function areSame(a: Sighting, b: Sighting): boolean {
	if ('bitmap' in a.shape && 'bitmap' in b.shape) return areSameMasks(a.shape.bitmap, b.shape.bitmap);
	if ('box' in a.shape && 'box' in b.shape) {
		// A frame and its picture have one box, and are of two levels.
		return a.level === b.level && boxIou(a.shape.box, b.shape.box) > sameBoxIou;
	}
	return false;
}

export function areSameMasks(a: Bitmap, b: Bitmap): boolean {
	// No IoU is larger than the quotient of the areas, and most pairs end here.
	const isNear = Math.min(a.area, b.area) > sameThingIou * Math.max(a.area, b.area);
	return isNear && iou(a, b) > sameThingIou;
}

export function boxIou(a: CellBox, b: CellBox): number {
	const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
	const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
	if (width <= 0 || height <= 0) return 0;
	const area = ([left, top, right, bottom]: CellBox) => (right - left) * (bottom - top);
	return (width * height) / (area(a) + area(b) - width * height);
}

const surenessOf = ({ sureness, score }: Sighting): number => sureness ?? score;

/** Each thing once, by the surest sighting; the best come first. */
export function withoutRepeats<S extends Sighting>(sightings: readonly S[]): S[] {
	const kept: S[] = [];
	for (const one of sightings.toSorted((a, b) => surenessOf(b) - surenessOf(a))) {
		if (!kept.some((other) => areSame(one, other))) kept.push(one);
	}
	return kept;
}
