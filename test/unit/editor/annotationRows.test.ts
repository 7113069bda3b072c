import { describe, expect, it } from 'vitest';
import { annotationRows, haveSameShape } from '../../../src/editor/annotationRows';
import type { Annotation } from '../../../src/shared/annotations/annotation';

const categories = ['truck', 'wheel', 'hub'].map((name, i) => ({ id: i + 1, name, kind: 'object' as const }));
const annotation = (id: number, categoryId: number, area: number, parent?: number): Annotation => ({
	...{ id, categoryId, area, bbox: [0, 0, 1, 1], segmentation: { size: [1, 1], counts: '' } },
	...(parent !== undefined && { parent }),
});
const annotations = [
	annotation(1, 1, 100),
	annotation(2, 2, 20, 1),
	annotation(3, 3, 5, 2),
	annotation(4, 2, 30, 1),
	annotation(5, 3, 500),
];
const set = { annotations, categories };

const written = (rows: ReturnType<typeof annotationRows>, whole?: number): unknown[] =>
	(rows.get(whole) ?? []).map(({ id }) => (rows.has(id) ? [id, written(rows, id)] : id));

describe('the rows of the Annotations view', () => {
	it('are the part-of tree, in the order that is asked for', () => {
		expect(written(annotationRows(set, 'order', ''))).toEqual([[1, [[2, [3]], 4]], 5]);
		expect(written(annotationRows(set, 'area', ''))).toEqual([5, [1, [4, [2, [3]]]]]);
		expect(written(annotationRows(set, 'name', ''))).toEqual([5, [1, [[2, [3]], 4]]]);
	});

	it('are those of a name, parts under the next whole that is left', () => {
		expect(written(annotationRows(set, 'order', ' HUB '))).toEqual([3, 5]);
		expect(written(annotationRows({ ...set, annotations: annotations.slice(0, 3) }, 'order', 'u'))).toEqual([
			[1, [3]],
		]);
		expect(written(annotationRows(set, 'order', 'cat'))).toEqual([]);
	});

	it('have another shape where one has moved, and the same where one is called otherwise', () => {
		const rows = annotationRows(set, 'order', '');
		const renamed = annotations.map((one) => (one.id === 4 ? { ...one, categoryId: 3 } : one));
		expect(haveSameShape(rows, annotationRows({ ...set, annotations: renamed }, 'order', ''))).toBe(true);
		const moved = annotations.map((one) => (one.id === 4 ? annotation(4, 2, 30, 2) : one));
		expect(haveSameShape(rows, annotationRows({ ...set, annotations: moved }, 'order', ''))).toBe(false);
		expect(haveSameShape(rows, annotationRows({ ...set, annotations: [] }, 'order', ''))).toBe(false);
	});
});
