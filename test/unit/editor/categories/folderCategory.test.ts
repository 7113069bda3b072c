import { describe, expect, it } from 'vitest';
import { folderCategories, renamedInList } from '../../../../src/editor/categories/folderCategory';
import { addAnnotations, applyEdit, invertEdit } from '../../../../src/shared/annotations/annotationEdits';
import { renameCategory } from '../../../../src/shared/annotations/renameCategory';
import { box, emptySet, newAnnotation } from '../../shared/annotations/annotationSets';

const object = (name: string) => ({ name, kind: 'object' as const });
const part = (name: string) => ({ name, kind: 'part' as const });

describe('the categories of a folder', () => {
	const used = [
		{ ...object('cat'), count: 2 },
		{ ...object('dog'), count: 1 },
		{ ...part('cat'), count: 5 },
		{ ...object('cat'), count: 3 },
	];

	it('are counted over all images, those of the list first', () => {
		const shown = folderCategories([object('dog'), object('cow')], used);
		expect(shown.map(({ name, kind, count, isUnlisted }) => [name, kind, count, isUnlisted])).toEqual([
			['dog', 'object', 1, false],
			['cow', 'object', 0, false],
			['cat', 'object', 5, true],
			['cat', 'part', 5, true],
		]);
		expect(folderCategories(undefined, used).some(({ isUnlisted }) => isUnlisted)).toBe(false);
	});

	it('are called otherwise in the list, or become one with a listed one', () => {
		const list = [{ ...object('dog'), hotkey: 1, parts: ['ear', 'tail'] }, part('ear'), part('tail')];
		expect(renamedInList(list, object('dog'), object('hound'))[0]).toEqual({ ...list[0], name: 'hound' });
		expect(renamedInList(list, part('ear'), part('tail'))).toEqual([
			{ ...list[0], parts: ['tail'] },
			part('tail'),
		]);
		expect(renamedInList(list, object('cat'), object('cow'))).toEqual(list);
	});
});

describe('renaming a category of an image', () => {
	const masks = [object('dog'), object('hound'), object('dog')].map((name, i) =>
		newAnnotation(box(4 * i, 0, 3, 3), name),
	);
	const set = applyEdit(emptySet, addAnnotations(emptySet, masks));

	it('keeps its annotations', () => {
		const edit = renameCategory(set, object('dog'), object('wolf'))!;
		const renamed = applyEdit(set, edit);
		expect(renamed.annotations).toEqual(set.annotations);
		expect(renamed.categories.map(({ name }) => name)).toEqual(['wolf', 'hound']);
		expect(applyEdit(renamed, invertEdit(edit))).toEqual(set);
	});

	it('gives them to the category of that name, where there is one', () => {
		const edit = renameCategory(set, object('dog'), object('hound'))!;
		const merged = applyEdit(set, edit);
		expect(merged.categories.map(({ name }) => name)).toEqual(['hound']);
		expect(merged.annotations.map(({ categoryId }) => categoryId)).toEqual([2, 2, 2]);
		expect(applyEdit(merged, invertEdit(edit))).toEqual(set);
	});

	it('is nothing where there is no such category', () => {
		expect(renameCategory(set, part('dog'), part('wolf'))).toBeUndefined();
		expect(renameCategory(set, object('dog'), object('dog'))).toBeUndefined();
	});
});
