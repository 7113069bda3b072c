import { describe, expect, it } from 'vitest';
import type { AnnotationSet } from '../../../../src/shared/annotations/annotation';
import { addAnnotations, applyEdit, invertEdit } from '../../../../src/shared/annotations/annotationEdits';
import { keepAlike } from '../../../../src/shared/annotations/keepAlike';
import { uncategorised } from '../../../../src/shared/everything';
import { box, emptySet, newAnnotation } from './annotationSets';

const wheel = { name: 'wheel', kind: 'part' } as const;
const at = (x: number) => box(x, 0, 2, 2);
const alike = (x: number, annotation?: number) => {
	const { category: _, ...mask } = newAnnotation(at(x), wheel);
	return { ...mask, likeness: 0.9, ...(annotation !== undefined && { annotation }) };
};
const before: AnnotationSet = applyEdit(
	emptySet,
	addAnnotations(emptySet, [newAnnotation(at(0), wheel), newAnnotation(at(3), uncategorised)]),
);
const namesOf = ({ annotations, categories }: AnnotationSet) =>
	annotations.map(({ id, categoryId }) => [id, categories.find((one) => one.id === categoryId)!.name]);

describe('keeping masks that are alike', () => {
	it('adds new ones and names those that had no name, in one step that can be undone', () => {
		const edit = keepAlike(before, [alike(3, 2), alike(6), alike(9)], wheel, 'a-pack');
		const after = applyEdit(before, edit);
		expect(edit.label).toBe('Add 3 wheel');
		expect(namesOf(after)).toEqual([
			[1, 'wheel'],
			[2, 'wheel'],
			[3, 'wheel'],
			[4, 'wheel'],
		]);
		expect(after.annotations[3]).toMatchObject({ pack: 'a-pack' });
		expect(applyEdit(after, invertEdit(edit))).toEqual(before);
	});

	it('adds nothing twice, and leaves out what is gone', () => {
		const after = applyEdit(before, keepAlike(before, [alike(0), alike(6, 77), alike(9)], wheel, 'a-pack'));
		expect(namesOf(after)).toEqual([
			[1, 'wheel'],
			[2, 'uncategorised'],
			[3, 'wheel'],
		]);
	});
});
