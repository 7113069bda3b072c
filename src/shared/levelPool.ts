import type { Candidate } from './candidate';

/** All masks that one set of prompts found, the levels among them. */
export interface LevelPool {
	/** By area, finest first. Those besides the levels have the number of the level whose place they take. */
	readonly masks: readonly Candidate[];
	/** For each level, its place in `masks`. */
	readonly places: readonly number[];
	/** Index of the level that was shown first; -1 where they began with a chosen one. */
	readonly first: number;
}

/** Levels, one of which is shown: what the pool is the pool of. */
interface ShownLevels {
	readonly candidates: readonly Candidate[];
	readonly shown: number;
	readonly first: number;
	readonly pool?: LevelPool;
}

/** @param between what was found besides the levels, in any order and of any level */
export function levelPool(
	levels: readonly Candidate[],
	first: number,
	between: readonly Candidate[],
): LevelPool {
	const placed = between.map((mask) => ({ ...mask, level: nearestOf(levels, mask.area).level }));
	const masks = [...levels, ...placed].sort((a, b) => a.area - b.area);
	return { masks, places: levels.map((level) => masks.indexOf(level)), first };
}

/** The pool of levels; where nothing else was found, the levels alone. */
export const poolOf = ({ candidates, first, pool }: ShownLevels): LevelPool =>
	pool ?? levelPool(candidates, first, []);

/** The place in the pool of the mask that is shown; -1 where the pool has it not. */
export function shownPlace(levels: ShownLevels): number {
	const shown = levels.candidates[levels.shown];
	return poolOf(levels).masks.findIndex(
		({ segmentation }) => segmentation.counts === shown?.segmentation.counts,
	);
}

/**
 * The levels with the mask at a place of their pool shown. One that is no level takes the place of the level of nearest
 * area, which comes back as soon as another mask is shown: it is offered, kept and edited as a level is.
 *
 * @returns undefined where the pool has no such place
 */
export function withPlaceShown<T extends ShownLevels>(levels: T, place: number): T | undefined {
	const pool = poolOf(levels);
	const mask = pool.masks[place];
	if (!mask) return undefined;
	const candidates = levels.pool ? pool.places.map((at) => pool.masks[at]!) : levels.candidates;
	const shown = pool.places.indexOf(place);
	if (shown >= 0) return { ...levels, candidates, shown, first: pool.first };
	const taken = candidates.findIndex(({ level }) => level === mask.level);
	// Whoever rests on it has chosen it, also where the level was the one to show first.
	const first = taken === pool.first ? -1 : pool.first;
	return { ...levels, candidates: candidates.with(taken, mask), shown: taken, first };
}

/** The place of the next coarser (1) or finer (-1) level; undefined where there is none. */
export function levelBeside(levels: ShownLevels, step: 1 | -1): number | undefined {
	const { places } = poolOf(levels);
	const place = shownPlace(levels);
	return step > 0 ? places.find((one) => one > place) : places.findLast((one) => one < place);
}

/** Whether two are the same answer, whichever mask of it is shown and whatever else of it is known. */
export function isSameAnswer(one: ShownLevels, other: ShownLevels): boolean {
	const [levels, others] = [one, other].map(({ candidates, pool }) =>
		pool ? pool.places.map((at) => pool.masks[at]) : candidates,
	) as [readonly Candidate[], readonly Candidate[]];
	return levels.length === others.length && levels.every((level, index) => level === others[index]);
}

function nearestOf(levels: readonly Candidate[], area: number): Candidate {
	const distance = (level: Candidate) => Math.abs(Math.log(level.area / area));
	return levels.reduce((a, b) => (distance(b) < distance(a) ? b : a));
}
