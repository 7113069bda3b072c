import type { AnnotationSet } from './annotations/annotation';
import type { CategoryName, NewAnnotation } from './annotations/annotationEdits';
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

/** How many masks were added, or why none, in a sentence. */
export function everythingSummary(
	{ masks, levels, points }: EverythingResult,
	{
		added,
		level,
		modelName,
	}: { readonly added: number; readonly level?: number; readonly modelName: string },
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
	return `${count(added, 'mask')} ${added === 1 ? 'was' : 'were'} added.${rest}`;
}
