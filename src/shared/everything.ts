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

/** How many masks were added, or why none, in a sentence. */
export function everythingSummary(
	{ masks, levels, points }: EverythingResult,
	{
		added,
		replaced = 0,
		level,
		modelName,
	}: {
		readonly added: number;
		readonly replaced?: number;
		readonly level?: number;
		readonly modelName: string;
	},
): string {
	const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
	if (level !== undefined && level > levels) {
		return `No mask was added: ${modelName} gives a click ${count(levels, 'level')}, so there is none of level ${level}.`;
	}
	if (masks.length === 0) {
		return `No mask was added: asked at ${count(points, 'place')}, ${modelName} was sure of none.`;
	}
	if (added === 0) return `No mask was added: what was found (${masks.length}) is annotated already.`;
	const kept = masks.length - added;
	const rest = kept === 0 ? '' : ` ${kept} more ${kept === 1 ? 'is' : 'are'} annotated already.`;
	const instead = replaced === 0 ? '' : ` in place of ${replaced}`;
	return `${count(added, 'mask')} ${added === 1 ? 'was' : 'were'} added${instead}.${rest}`;
}
