import { describe, expect, it } from 'vitest';
import type { AnnotationSet } from '../../../../src/shared/annotations/annotation';
import {
	addAnnotations,
	addedIds,
	applyEdit,
	changeCategories,
	changeCategory,
	changeLevel,
	type Edit,
	editBetween,
	editMany,
	invertEdit,
	removeAnnotations,
	replaceMask,
} from '../../../../src/shared/annotations/annotationEdits';
import { withParents } from '../../../../src/shared/annotations/partOfTree';
import { decodeRle, encodeRle } from '../../../../src/shared/mask/cocoRle';
import { area, bbox } from '../../../../src/shared/mask/runLengths';
import fc from '../../fastCheck';
import { type Act, acts, box, emptySet, newAnnotation } from './annotationSets';

const dog = { name: 'dog', kind: 'object' } as const;
const head = { name: 'head', kind: 'part' } as const;
const ear = { name: 'ear', kind: 'part' } as const;

/** Every set on the way, the first one included, with the edits between them. */
function play(todo: readonly Act[], start = emptySet): { sets: AnnotationSet[]; edits: Edit[] } {
	const sets = [start];
	const edits: Edit[] = [];
	for (const act of todo) {
		const edit = act(sets.at(-1)!);
		if (edit !== undefined) {
			edits.push(edit);
			sets.push(applyEdit(sets.at(-1)!, edit));
		}
	}
	return { sets, edits };
}

const pet = play([
	(set) =>
		addAnnotations(set, [
			newAnnotation(box(0, 0, 10, 10), dog),
			newAnnotation(box(1, 1, 5, 5), head),
			newAnnotation(box(2, 2, 2, 2), ear),
		]),
]).sets.at(-1)!;

const parents = (set: AnnotationSet) => set.annotations.map(({ id, parent }) => [id, parent]);

describe('edits', () => {
	it('undone give the same documents back, and redone the same again', () => {
		fc.assert(
			fc.property(acts, (todo) => {
				const { sets, edits } = play(todo);
				let set = sets.at(-1)!;
				for (let i = edits.length - 1; i >= 0; i--) {
					set = applyEdit(set, invertEdit(edits[i]!));
					expect(set).toStrictEqual(sets[i]);
				}
				edits.forEach((edit, i) => {
					set = applyEdit(set, edit);
					expect(set).toStrictEqual(sets[i + 1]);
				});
			}),
		);
	});

	it('survive the way through JSON (hot exit)', () => {
		fc.assert(
			fc.property(acts, (todo) => {
				for (const edit of play(todo).edits) {
					expect(JSON.parse(JSON.stringify(edit))).toEqual(edit);
				}
			}),
		);
	});

	it('keep ids ascending and unlike, categories unlike, parents, areas and boxes right', () => {
		fc.assert(
			fc.property(acts, (todo) => {
				for (const { annotations, categories } of play(todo).sets) {
					const ids = annotations.map(({ id }) => id);
					expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
					expect(new Set(categories.map(({ name, kind }) => `${kind} ${name}`)).size).toBe(categories.length);
					expect(withParents(annotations)).toEqual(annotations);
					for (const one of annotations) {
						const mask = decodeRle(one.segmentation);
						expect([one.area, one.bbox]).toEqual([area(mask), bbox(mask)]);
						expect(categories.some(({ id }) => id === one.categoryId)).toBe(true);
					}
				}
			}),
		);
	});

	it('name what they do', () => {
		const labels = [
			addAnnotations(pet, [newAnnotation(box(0, 0, 2, 2), head)]),
			addAnnotations(pet, [newAnnotation(box(0, 0, 2, 2), head), newAnnotation(box(0, 0, 3, 3), dog)]),
			removeAnnotations(pet, [2]),
			changeCategory(pet, 3, { name: 'paw', kind: 'part' }),
		].map(({ label }) => label);
		expect(labels).toEqual(['Add head', 'Add 2 Annotations', 'Delete head', 'Rename ear to paw']);
	});

	it('replace a mask under its id and name, and keep the levels that it was picked from', () => {
		const ladder = [{ level: 1, score: 1, segmentation: encodeRle(box(0, 0, 2, 2)) }];
		const { category: _, ...first } = { ...newAnnotation(box(0, 0, 2, 2), head), level: 1, score: 1, ladder };
		const set = applyEdit(emptySet, addAnnotations(emptySet, [{ ...first, category: head }]));
		const { category: _unused, ...drawn } = newAnnotation(box(0, 0, 4, 4), head);
		const [changed] = applyEdit(set, replaceMask(set, 1, drawn)).annotations;
		expect(changed).toEqual({ ...set.annotations[0], ...drawn, level: undefined, score: undefined });
		expect('level' in changed!).toBe(false);
		expect(() => replaceMask(set, 9, drawn)).toThrow('received id 9');
	});

	it('of many annotations are one step', () => {
		const paw = { name: 'paw', kind: 'part' } as const;
		const ids = pet.annotations.map(({ id }) => id);
		const edit = editMany(
			'Rename all',
			pet,
			ids.map((id) => (set: AnnotationSet) => changeCategory(set, id, paw)),
		);
		const renamed = applyEdit(pet, edit);
		expect(new Set(renamed.annotations.map(({ categoryId }) => categoryId)).size).toBe(1);
		expect(applyEdit(renamed, invertEdit(edit))).toEqual(pet);
	});

	it('refuse a document that they were not made for', () => {
		const edit = removeAnnotations(pet, [3]);
		expect(() => applyEdit(emptySet, edit)).toThrow('removes the unknown id 3');
		expect(() => applyEdit(pet, invertEdit(edit))).toThrow('adds id 3 again');
	});

	it('lead from any set to any other', () => {
		fc.assert(
			fc.property(acts, acts, (one, other) => {
				const before = play(one).sets.at(-1)!;
				const after = play(other).sets.at(-1)!;
				const edit = editBetween('Reload', before, after);
				expect(applyEdit(before, edit)).toStrictEqual(after);
				expect(applyEdit(after, invertEdit(edit))).toStrictEqual(before);
			}),
		);
	});
});

describe('adding annotations', () => {
	it('brings each category once and finds those that are there', () => {
		expect(pet.categories).toEqual([
			{ id: 1, ...dog },
			{ id: 2, ...head },
			{ id: 3, ...ear },
		]);
		const edit = addAnnotations(pet, [newAnnotation(box(0, 0, 1, 1), ear)]);
		expect(edit.added.categories).toEqual([]);
		expect(edit.added.annotations[0]!.categoryId).toBe(3);
	});

	it('keeps objects and parts of one name apart', () => {
		const edit = addAnnotations(pet, [newAnnotation(box(0, 0, 1, 1), { name: 'head', kind: 'object' })]);
		expect(edit.added.categories).toEqual([{ id: 4, name: 'head', kind: 'object' }]);
	});

	it('goes on after the highest id, whatever lies below', () => {
		const set = applyEdit(pet, removeAnnotations(pet, [1]));
		expect(addedIds(addAnnotations(set, [newAnnotation(box(0, 0, 1, 1), ear)]))).toEqual([4]);
	});

	it('puts a new whole between a part and its parent, and undoes that too', () => {
		const edit = addAnnotations(pet, [newAnnotation(box(1, 1, 4, 4), head)]);
		const after = applyEdit(pet, edit);
		expect(parents(pet)).toEqual([
			[1, undefined],
			[2, 1],
			[3, 2],
		]);
		expect(parents(after)).toEqual([
			[1, undefined],
			[2, 1],
			[3, 4],
			[4, 2],
		]);
		expect(addedIds(edit)).toEqual([4]);
		expect(applyEdit(after, invertEdit(edit))).toStrictEqual(pet);
	});
});

describe('removing annotations', () => {
	it('moves their parts up to the next whole', () => {
		expect(parents(applyEdit(pet, removeAnnotations(pet, [2])))).toEqual([
			[1, undefined],
			[3, 1],
		]);
	});
});

describe('changing the level', () => {
	const steps = [box(2, 2, 2, 2), box(0, 0, 16, 12)].map((mask, i) => ({
		level: i + 1,
		score: 0.5 + i / 10,
		segmentation: encodeRle(mask),
	}));
	const set = applyEdit(
		pet,
		addAnnotations(pet, [
			{ ...newAnnotation(box(2, 2, 2, 2), dog), level: 1, score: 0.5, ladder: steps, pack: 'mobile-sam' },
		]),
	);

	it('takes mask, area, box, level and score of the kept step, and the tree follows', () => {
		const edit = changeLevel(set, 4, 2);
		const after = applyEdit(set, edit);
		expect(edit.label).toBe('Change dog to Level 2');
		expect(after.annotations[3]).toEqual({
			...set.annotations[3],
			parent: undefined,
			segmentation: steps[1]!.segmentation,
			area: 192,
			bbox: [0, 0, 16, 12],
			level: 2,
			score: 0.6,
		});
		expect(parents(after)[0]).toEqual([1, 4]);
		expect(applyEdit(after, invertEdit(edit))).toStrictEqual(set);
	});

	it('refuses a level that the ladder has not', () => {
		expect(() => changeLevel(set, 4, 3)).toThrow(
			'Expected a level of its ladder (1, 2) for annotation 4 but received 3',
		);
		expect(() => changeLevel(set, 1, 1)).toThrow('(none) for annotation 1');
	});
});

describe('changing the category', () => {
	it('brings a category that is not there, and takes it away again', () => {
		const edit = changeCategory(pet, 3, { name: 'paw', kind: 'part' });
		const after = applyEdit(pet, edit);
		expect(after.categories.at(-1)).toEqual({ id: 4, name: 'paw', kind: 'part' });
		expect(after.annotations[2]).toEqual({ ...pet.annotations[2], categoryId: 4 });
		expect(applyEdit(after, invertEdit(edit))).toStrictEqual(pet);
	});

	it('of several annotations is one step, and leaves the others as they are', () => {
		const edit = changeCategories(pet, [2, 3], { name: 'paw', kind: 'part' });
		expect(edit.label).toBe('Rename 2 Annotations to paw');
		const after = applyEdit(pet, edit);
		expect(after.annotations).toEqual(
			pet.annotations.map((one) => ([2, 3].includes(one.id) ? { ...one, categoryId: 4 } : one)),
		);
		expect(applyEdit(after, invertEdit(edit))).toStrictEqual(pet);
		expect(() => changeCategories(pet, [2, 9], ear)).toThrow('received id 9');
	});

	it('to the one that it has changes nothing', () => {
		expect(changeCategory(pet, 3, ear).added).toEqual({ annotations: [], categories: [] });
	});

	it('refuses an annotation that is not there', () => {
		expect(() => changeCategory(pet, 9, ear)).toThrow(
			'Expected an annotation of this document for its category but received id 9',
		);
	});
});
