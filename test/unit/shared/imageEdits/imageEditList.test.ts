import { describe, expect, it } from 'vitest';
import type { AnnotationSet } from '../../../../src/shared/annotations/annotation';
import {
	addAnnotations,
	applyEdit,
	type Edit,
	invertEdit,
	removeAnnotations,
} from '../../../../src/shared/annotations/annotationEdits';
import type { EditOf } from '../../../../src/shared/imageEdits/imageEdit';
import {
	addImageEdit,
	changeImageEdit,
	moveImageEdit,
	removeImageEdit,
	switchImageEdit,
} from '../../../../src/shared/imageEdits/imageEditList';
import { masksInFront } from '../../../../src/shared/imageEdits/masksOfTarget';
import { box, emptySet, newAnnotation } from '../annotations/annotationSets';

const face = { name: 'face', kind: 'part' } as const;
const blur = { type: 'blur', sigma: 12, softness: 2 } as const;
const fill = { type: 'fill', softness: 2 } as const;

/** The set after edits, each made of the set that the ones before have left. */
function after(...steps: readonly ((set: AnnotationSet) => Edit)[]): AnnotationSet {
	const two = (set: AnnotationSet) =>
		addAnnotations(set, [newAnnotation(box(0, 0, 3, 3), face), newAnnotation(box(8, 8, 3, 3), face)]);
	return [two, ...steps].reduce((set, step) => applyEdit(set, step(set)), emptySet);
}

const both = after(
	(set) => addImageEdit(set, { annotations: [1, 2] }, blur),
	(set) => addImageEdit(set, { annotations: [2] }, fill),
);
const typesOf = (set: AnnotationSet) => set.imageEdits?.map(({ edit }) => edit.type);

describe('what a copy goes behind', () => {
	const place = { type: 'place', dx: 1, dy: 1, scale: 1, flip: false, softness: 0 } as const;
	const step = (behind: EditOf<'place'>['behind']) => ({
		of: { annotations: [1] },
		edit: { ...place, ...(behind && { behind }) },
	});
	const masks = both.annotations.map(({ segmentation }) => segmentation);

	it('is nothing, all but its own masks, or what it names', () => {
		expect(masksInFront(step(undefined), both)).toEqual([]);
		expect(masksInFront(step('others'), both)).toEqual([masks[1]]);
		expect(masksInFront(step({ annotations: [1, 9] }), both)).toEqual([masks[0]]);
		expect(masksInFront(step({ categories: ['face'] }), both)).toEqual(masks);
		expect(masksInFront({ of: { annotations: [1] }, edit: blur }, both)).toEqual([]);
	});

	it('goes with its annotation, so that a later one under that id is not meant', () => {
		const placed = applyEdit(both, addImageEdit(both, { annotations: [1] }, step({ annotations: [2] }).edit));
		const removal = removeAnnotations(placed, [2]);
		expect(applyEdit(placed, removal).imageEdits?.at(-1)?.edit).toEqual(place);
		expect(applyEdit(applyEdit(placed, removal), invertEdit(removal))).toEqual(placed);
	});
});

describe('the list of edits of an image', () => {
	it('grows at its end, under ids of their own', () => {
		expect(both.imageEdits).toEqual([
			{ id: 1, of: { annotations: [1, 2] }, edit: blur },
			{ id: 2, of: { annotations: [2] }, edit: fill },
		]);
	});

	it('is put into another order, and stays at its ends', () => {
		const swapped = applyEdit(both, moveImageEdit(both, 2, -1));
		expect(typesOf(swapped)).toEqual(['fill', 'blur']);
		expect(typesOf(applyEdit(swapped, moveImageEdit(swapped, 2, -1)))).toEqual(['fill', 'blur']);
	});

	it('keeps an edit that is switched off, until it is switched on again', () => {
		const off = applyEdit(both, switchImageEdit(both, 1, false));
		expect(off.imageEdits?.[0]).toEqual({ ...both.imageEdits?.[0], off: true });
		expect(applyEdit(off, switchImageEdit(off, 1, true))).toEqual(both);
	});

	it('is not there any more once its last edit is removed, and comes back by undo', () => {
		const first = removeImageEdit(both, 1);
		const one = applyEdit(both, first);
		expect(typesOf(one)).toEqual(['fill']);
		const last = removeImageEdit(one, 2);
		expect(applyEdit(one, last)).not.toHaveProperty('imageEdits');
		expect(applyEdit(applyEdit(applyEdit(one, last), invertEdit(last)), invertEdit(first))).toStrictEqual(
			both,
		);
	});

	it('takes other parameters and another target for one of its edits', () => {
		const changed = applyEdit(both, changeImageEdit(both, 1, { edit: { ...blur, sigma: 30 } }));
		expect(changed.imageEdits?.[0]).toEqual({
			id: 1,
			of: { annotations: [1, 2] },
			edit: { ...blur, sigma: 30 },
		});
	});

	it('loses a deleted annotation, so that one which gets its id later is not edited', () => {
		const deletion = removeAnnotations(both, [2]);
		const left = applyEdit(both, deletion);
		expect(left.imageEdits).toEqual([{ id: 1, of: { annotations: [1] }, edit: blur }]);
		expect(applyEdit(left, invertEdit(deletion))).toStrictEqual(both);
	});

	it('says what is undone in words', () => {
		expect(addImageEdit(both, 'all', fill).label).toBe('Erase and Fill');
		expect(switchImageEdit(both, 1, false).label).toBe('Switch Off Blur');
		expect(removeImageEdit(both, 2).label).toBe('Remove Erase and Fill');
	});
});
