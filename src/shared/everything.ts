import type { Annotation, AnnotationSet } from './annotations/annotation';
import {
	addAnnotations,
	addedIds,
	applyEdit,
	type CategoryName,
	type Edit,
	editBetween,
	type NewAnnotation,
	removeAnnotations,
} from './annotations/annotationEdits';
import { withoutExisting } from './annotations/withoutExisting';
import type { EverythingResult } from './protocol/inferenceProtocol';
import { iouThresholds } from './thresholds';

/** The category of masks that nobody has named yet. */
export const uncategorised: CategoryName = { name: 'uncategorised', kind: 'object' };

/** The masks that are not in the set yet, as annotations to add. */
export function newAnnotations(
	{ masks, pack }: EverythingResult,
	set: AnnotationSet,
	category: CategoryName = uncategorised,
): NewAnnotation[] {
	return withoutExisting(masks, set, iouThresholds.duplicateObject).map(
		({ level, score, area, bbox, segmentation, point }) => ({
			category,
			level,
			score,
			area,
			bbox,
			segmentation,
			prompts: [{ type: 'point', ...point, positive: true }],
			pack,
		}),
	);
}

/** An edit that adds what was found. */
interface FoundEdit {
	readonly edit: Edit;
	/** Of the annotations that it brings. */
	readonly ids: readonly number[];
	/** In place of how many. */
	readonly replaced: number;
}

/**
 * Adds what is not in the set yet, in place of what an earlier answer brought, as far as nobody has changed that since.
 *
 * @returns undefined where there is nothing to add; the set then stays as it is
 */
export function addFound(
	set: AnnotationSet,
	result: EverythingResult,
	earlier: readonly Annotation[],
): FoundEdit | undefined {
	const untouched = earlier.filter((one) => set.annotations.some((now) => isUntouched(one, now)));
	const removal = removeAnnotations(
		set,
		untouched.map(({ id }) => id),
	);
	const without = untouched.length === 0 ? set : applyEdit(set, removal);
	const found = newAnnotations(result, without);
	if (found.length === 0) return undefined;
	const addition = addAnnotations(without, found);
	const edit = without === set ? addition : editBetween('Change Level', set, applyEdit(without, addition));
	return { edit, ids: addedIds(addition), replaced: untouched.length };
}

function isUntouched(before: Annotation, now: Annotation): boolean {
	const { id, segmentation, categoryId } = now;
	const isSame = id === before.id && segmentation === before.segmentation && categoryId === before.categoryId;
	return isSame && !now.isLocked && !now.isParentChosen;
}

/** What was found, as if only this level had been asked for. @param level 1 is the finest */
export function ofLevel(result: EverythingResult, level: number): EverythingResult {
	const masks = result.masks.filter(({ levels }) => levels.includes(level));
	return { ...result, masks: masks.map((mask) => ({ ...mask, level })) };
}

/** What came of it: how many masks were added, or why none. */
export type EverythingOutcome =
	| {
			readonly kind: 'added';
			readonly added: number;
			/** That were found too. */
			readonly annotated: number;
	  }
	| { readonly kind: 'allAnnotated'; readonly found: number }
	| { readonly kind: 'noneFound'; readonly points: number }
	| { readonly kind: 'noSuchLevel'; readonly level: number; readonly levels: number };

/** @param level the one that was asked for; absent: all */
export function everythingOutcome(
	{ masks, levels, points }: EverythingResult,
	added: number,
	level?: number,
): EverythingOutcome {
	if (level !== undefined && level > levels) return { kind: 'noSuchLevel', level, levels };
	if (masks.length === 0) return { kind: 'noneFound', points };
	if (added === 0) return { kind: 'allAnnotated', found: masks.length };
	return { kind: 'added', added, annotated: masks.length - added };
}
