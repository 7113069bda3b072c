import { type AnnotationProblem, findProblems } from '../../dataset/annotationProblems';
import { categoryKey } from '../../dataset/dataset';
import type { CategoryList } from '../../formats/categoryList/parseCategoryList';
import { datasetAnnotations } from '../../formats/sidecar/sidecarDataset';
import type { Sidecar } from '../../formats/sidecar/sidecarModel';
import { shapeOf } from '../../shared/annotations/maskShape';
import { uncategorised } from '../../shared/everything';

/** A problem of one annotation of a sidecar. */
export interface SidecarProblem {
	/** The id of the annotation. */
	readonly id: number;
	/** What the annotation is called. */
	readonly category: string;
	readonly problem: AnnotationProblem;
	/** The id of the other annotation, where two are the same. */
	readonly otherId?: number;
}

/**
 * What is wrong with a sidecar's annotations.
 * @param list the folder's categories; undefined: any may be used
 */
export async function sidecarProblems(
	{ set, rest }: Pick<Sidecar, 'set' | 'rest'>,
	list: CategoryList | undefined,
): Promise<SidecarProblem[]> {
	const listed = list && new Set([...list, uncategorised].map(categoryKey));
	// Of an open image all masks are decoded already.
	const checked = datasetAnnotations({ set, rest }, (rle) => shapeOf(rle).mask).map((annotation, i) => ({
		...annotation,
		hasWhole: set.annotations[i]!.parent !== undefined,
	}));
	const search = findProblems(checked, (category) => !listed || listed.has(categoryKey(category)));
	const problems = await inSlices(search);
	return problems.map((problem) => ({
		id: set.annotations[problem.index]!.id,
		category: checked[problem.index]!.category.name,
		problem,
		...('other' in problem && { otherId: set.annotations[problem.other]!.id }),
	}));
}

/** Milliseconds that the extension host may be held up at a time. */
const sliceMs = 8;

/** Runs to the end, and lets everything else go first in between. */
async function inSlices<T>(work: Generator<void, T>): Promise<T> {
	for (let end = performance.now() + sliceMs; ; ) {
		const { done, value } = work.next();
		if (done) return value;
		if (performance.now() < end) continue;
		await new Promise(setImmediate);
		end = performance.now() + sliceMs;
	}
}

/**
 * The line of each annotation in a sidecar's text as Strata writes it, one annotation a line; by id, from 0.
 * Annotations of a text that is laid out in another way are not found.
 */
export function annotationLines(text: string): ReadonlyMap<number, number> {
	const lines = new Map<number, number>();
	for (const [line, content] of text.split('\n').entries()) {
		const id = /^\s*\{"id":(-?\d+),"image_id":/.exec(content)?.[1];
		if (id !== undefined) lines.set(Number(id), line);
	}
	return lines;
}
