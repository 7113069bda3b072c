import type { CategoryKind } from '../shared/annotations/annotation';
import type { CategoryName } from '../shared/annotations/annotationEdits';
import type { NamedThing } from '../shared/annotations/namedThings';
import { decodeRle } from '../shared/mask/cocoRle';
import type { Bbox, Rle } from '../shared/mask/rle';
import { area, bbox, type RunLengths } from '../shared/mask/runLengths';
import { intersectionArea } from '../shared/mask/setOperations';
import { combineNames } from './combineNames';
import type { LikelyName } from './likelyNames';

/** One of the masks of an image that nobody has named. */
export interface NamelessMask {
	readonly annotation: number;
	readonly segmentation: Rle;
	/** What masks that look like it are called, the likeliest first. */
	readonly learned: readonly LikelyName[];
	/** What others say that it is, of each the likeliest first. */
	readonly others: readonly LikelyName[];
}

/** Masks of one name that have more of the smaller one in common, or whose boxes are more alike, are of one thing. */
const maxOverlap = 0.5;
const maxBoxIou = 0.4;
/** A mask whose box holds more of the box of a likelier one of its name only lies around that: a table under a cup. */
const maxBoxInside = 0.6;

/**
 * The likeliest name of each mask of an image, by annotation; none for those of which no name is likely enough. Each thing
 * is named once, by the likeliest of the masks that have it, and not at all where it has that name already: the coat of a
 * person is no second person, and a person with a bicycle is none.
 */
export function suggestNames(
	masks: readonly NamelessMask[],
	named: readonly NamedThing[],
	known: readonly CategoryName[],
): Map<number, LikelyName> {
	const likely = masks.flatMap(({ annotation, segmentation, learned, others }) => {
		const [name] = combineNames(learned, others, known);
		return name ? [{ annotation, segmentation, name }] : [];
	});
	const wanted = new Set(likely.map(({ name }) => keyOf(name)));
	const things = new Map<string, Place[]>();
	const placesOf = (name: CategoryName) => {
		const places = things.get(keyOf(name)) ?? [];
		things.set(keyOf(name), places);
		return places;
	};
	for (const thing of named) if (wanted.has(keyOf(thing))) placesOf(thing).push(placeOf(thing.segmentation));
	const suggested = new Map<number, LikelyName>();
	for (const { annotation, segmentation, name } of likely.toSorted(
		(one, other) => other.name.confidence - one.name.confidence,
	)) {
		const [place, others] = [placeOf(segmentation), placesOf(name)];
		if (others.some((likelier) => isOfOneThing(place, likelier))) continue;
		others.push(place);
		suggested.set(annotation, name);
	}
	return suggested;
}

interface Place {
	readonly mask: RunLengths;
	readonly box: Bbox;
	/** Pixels. */
	readonly size: number;
}

function placeOf(segmentation: Rle): Place {
	const mask = decodeRle(segmentation);
	return { mask, box: bbox(mask), size: area(mask) };
}

function isOfOneThing(one: Place, likelier: Place): boolean {
	const shared = sharedBox(one.box, likelier.box);
	if (shared === 0) return false;
	const [size, likelierSize] = [one, likelier].map(({ box: [, , width, height] }) => width * height);
	if (shared / (size! + likelierSize! - shared) > maxBoxIou || shared / likelierSize! > maxBoxInside)
		return true;
	return intersectionArea(one.mask, likelier.mask) > maxOverlap * Math.min(one.size, likelier.size);
}

/** Pixels. */
function sharedBox([x, y, width, height]: Bbox, [left, top, wide, high]: Bbox): number {
	const columns = Math.min(x + width, left + wide) - Math.max(x, left);
	const rows = Math.min(y + height, top + high) - Math.max(y, top);
	return Math.max(0, columns) * Math.max(0, rows);
}

const keyOf = ({ name, kind }: { readonly name: string; readonly kind: CategoryKind }) => `${kind} ${name}`;
