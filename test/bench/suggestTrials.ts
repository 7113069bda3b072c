import { likelyNames } from '../../src/naming/likelyNames';
import { likelyObjects } from '../../src/naming/likelyObjects';
import { suggestNames } from '../../src/naming/suggestNames';
import type { CategoryKind } from '../../src/shared/annotations/annotation';
import type { Descriptor } from '../../src/shared/descriptor';
import { decodeRle } from '../../src/shared/mask/cocoRle';
import type { Rle } from '../../src/shared/mask/rle';
import { area, type RunLengths } from '../../src/shared/mask/runLengths';
import { intersectionArea } from '../../src/shared/mask/setOperations';
import type { ObjectName } from '../../src/shared/protocol/inferenceProtocol';
import { Random } from '../fuzz/random';
import type { TrueMask } from './namedSet';

/** A mask of an image with what the model and the detector say of it. */
export interface SeenMask {
	readonly segmentation: Rle;
	/** Null for an empty one. */
	readonly descriptor: Descriptor | null;
	readonly seen: readonly ObjectName[];
}

/** All that is needed to try “Name Unnamed Masks” on an image. */
export interface FoundImage {
	readonly path: string;
	readonly truths: readonly (TrueMask & SeenMask)[];
	/** The masks of “Segment Everything”. */
	readonly found: readonly SeenMask[];
}

/** What the suggestions for masks are worth. */
export interface Tally {
	/** Suggestions whose mask is a true one of that name. */
	readonly right: number;
	/** Of those, how many are of different things. */
	readonly things: number;
	/** Whose mask is a true one of another name. */
	readonly wrong: number;
	/** Whose mask is none of the true ones: a part of one, two of them, or something that nobody drew. */
	readonly unmatched: number;
	/** True masks that were found and have one of the names that could be suggested. */
	readonly reachable: number;
}

/** From this IoU on a mask is the true one. */
const sameIou = 0.5;
/** Smaller true masks are not what a user would begin with, in pixels. */
const minExample = 300;

/**
 * Names all masks that were found in an image in which the user has named one thing each of some names, and nothing else
 * is known but what the detector knows.
 *
 * @param count of names; 0: nothing is named
 * @returns undefined where the image has not so many names
 */
export function trySuggesting(
	image: FoundImage,
	kind: CategoryKind,
	count: number,
	seed: number,
): Tally | undefined {
	const random = new Random(seed);
	const ofKind = image.truths.filter((one) => one.kind === kind);
	const usable = ofKind.filter(
		({ descriptor, segmentation }) => descriptor && sizeOf(segmentation) >= minExample,
	);
	const names = shuffled([...new Set(usable.map(({ name }) => name))], random).slice(0, count);
	if (names.length < count) return undefined;
	const named = names.map(
		(name) =>
			shuffled(
				usable.filter((one) => one.name === name),
				random,
			)[0]!,
	);
	const matches = image.found.map((mask) => matchOf(mask, image.truths));
	const open = image.found.flatMap((mask, annotation) =>
		named.some((one) => one === matches[annotation]) ? [] : [{ ...mask, annotation }],
	);
	const examples = named.map(({ name, descriptor }, annotation) => ({
		...{ image: 'this', annotation, mask: '', name, kind, descriptor: descriptor! },
	}));
	const known = { names: named.map(({ name }) => ({ name, kind })), isClosed: false };
	const nameless = open.map(({ annotation, segmentation, descriptor, seen }) => ({
		...{ annotation, segmentation },
		learned: descriptor ? likelyNames(examples, { image: 'this', descriptor }, 'object', 'many') : [],
		others: likelyObjects(seen, known, 'many'),
	}));
	const suggested = [...suggestNames(nameless, named, known.names)].map(([annotation, { name }]) => ({
		name,
		match: matches[annotation],
	}));
	const matched = suggested.filter(({ match }) => match !== undefined);
	const right = matched.filter(({ name, match }) => match!.name === name);
	const offered = new Set(count === 0 ? ofKind.map(({ name }) => name) : names);
	const reached = new Set(
		matches.filter((match) => match && offered.has(match.name) && !named.includes(match)),
	);
	return {
		right: right.length,
		things: new Set(right.map(({ match }) => match)).size,
		wrong: matched.length - right.length,
		unmatched: suggested.length - matched.length,
		reachable: reached.size,
	};
}

export function sumOf(tallies: readonly Tally[]): Tally {
	const sum = (key: keyof Tally) => tallies.reduce((total, one) => total + one[key], 0);
	return {
		right: sum('right'),
		things: sum('things'),
		wrong: sum('wrong'),
		unmatched: sum('unmatched'),
		reachable: sum('reachable'),
	};
}

/** The true mask that a mask is. */
function matchOf<T extends TrueMask>({ segmentation }: SeenMask, truths: readonly T[]): T | undefined {
	const mask = maskOf(segmentation);
	let [best, match] = [sameIou, undefined as T | undefined];
	for (const truth of truths) {
		const other = maskOf(truth.segmentation);
		const shared = intersectionArea(mask, other);
		const iou = shared / (area(mask) + area(other) - shared);
		if (iou >= best) [best, match] = [iou, truth];
	}
	return match;
}

const decoded = new WeakMap<Rle, RunLengths>();
function maskOf(rle: Rle): RunLengths {
	const mask = decoded.get(rle) ?? decodeRle(rle);
	decoded.set(rle, mask);
	return mask;
}
const sizeOf = (rle: Rle) => area(maskOf(rle));

function shuffled<T>(all: readonly T[], random: Random): T[] {
	return all
		.map((one) => ({ one, at: random.next() }))
		.sort((a, b) => a.at - b.at)
		.map(({ one }) => one);
}
