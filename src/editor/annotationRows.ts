import type { Annotation, AnnotationSet } from '../shared/annotations/annotation';

export const annotationOrders = ['order', 'name', 'area'] as const;
/** How rows stand among those of the same whole: as they were made, by category, or the largest first. */
export type AnnotationOrder = (typeof annotationOrders)[number];

/** A row of the tree: it stays the same object while the image is in front, even where the annotation changes. */
export interface AnnotationRow {
	readonly id: number;
}

/** What the tree shows, by whole; undefined: those that lie in no other that is shown. */
export type AnnotationRows = ReadonlyMap<number | undefined, readonly Annotation[]>;

const byName = new Intl.Collator(undefined, { numeric: true });

/**
 * The rows of the tree.
 *
 * @param filter only annotations whose category's name contains it; a part of what is left out hangs under the next whole
 */
export function annotationRows(
	{ annotations, categories }: AnnotationSet,
	order: AnnotationOrder,
	filter: string,
): AnnotationRows {
	const names = new Map(categories.map(({ id, name }) => [id, name]));
	const nameOf = ({ categoryId }: Annotation) => names.get(categoryId) ?? '';
	const wanted = filter.trim().toLowerCase();
	const shown =
		wanted === '' ? annotations : annotations.filter((one) => nameOf(one).toLowerCase().includes(wanted));
	const wholeOf = wanted === '' ? ({ parent }: Annotation) => parent : nextShownWhole(annotations, shown);
	const sorted =
		order === 'name'
			? shown.toSorted((a, b) => byName.compare(nameOf(a), nameOf(b)) || a.id - b.id)
			: order === 'area'
				? shown.toSorted((a, b) => b.area - a.area || a.id - b.id)
				: shown;
	const rows = new Map<number | undefined, Annotation[]>();
	for (const annotation of sorted) {
		const whole = wholeOf(annotation);
		const siblings = rows.get(whole);
		if (siblings) siblings.push(annotation);
		else rows.set(whole, [annotation]);
	}
	return rows;
}

/** Gives, for an annotation, the nearest of its wholes that is shown. */
function nextShownWhole(annotations: readonly Annotation[], shown: readonly Annotation[]) {
	const isShown = new Set(shown.map(({ id }) => id));
	const parents = new Map(annotations.map(({ id, parent }) => [id, parent]));
	return ({ parent }: Annotation): number | undefined => {
		let whole = parent;
		while (whole !== undefined && !isShown.has(whole)) whole = parents.get(whole);
		return whole;
	};
}

/** Whether two trees have the same rows in the same places, whatever the rows say. */
export function haveSameShape(one: AnnotationRows, other: AnnotationRows): boolean {
	if (one.size !== other.size) return false;
	for (const [whole, rows] of one) {
		const others = other.get(whole);
		if (rows.length !== others?.length || rows.some(({ id }, i) => id !== others[i]!.id)) return false;
	}
	return true;
}
