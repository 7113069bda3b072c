import { describe, expect, it } from 'vitest';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { emptySidecar } from '../../../../src/formats/sidecar/sidecarModel';
import type { AnnotationSet } from '../../../../src/shared/annotations/annotation';
import {
	addAnnotations,
	applyEdit,
	invertEdit,
	markDone,
	removeAnnotations,
} from '../../../../src/shared/annotations/annotationEdits';
import {
	ancestorsOf,
	chooseParent,
	type ParentChoice,
} from '../../../../src/shared/annotations/chooseParent';
import { withParents } from '../../../../src/shared/annotations/partOfTree';
import { setLocked } from '../../../../src/shared/annotations/setLocked';
import fc from '../../fastCheck';
import { acts, box, emptySet, imageSize, newAnnotation } from './annotationSets';

const dog = { name: 'dog', kind: 'object' } as const;
const setOf = (...boxes: [number, number, number, number][]): AnnotationSet =>
	applyEdit(
		emptySet,
		addAnnotations(
			emptySet,
			boxes.map((sides) => newAnnotation(box(...sides), dog)),
		),
	);
const parentsOf = (set: AnnotationSet) => set.annotations.map(({ parent }) => parent);
const move = (set: AnnotationSet, ids: number[], choice: ParentChoice) =>
	applyEdit(set, chooseParent(set, ids, choice));

// A part in a whole, and one beside them.
const three = setOf([0, 0, 8, 8], [1, 1, 3, 3], [12, 0, 2, 2]);

describe('a parent that the user chose', () => {
	it('stands against the masks, until it is given back to them', () => {
		expect(parentsOf(three)).toEqual([undefined, 1, undefined]);
		const moved = move(three, [2], 3);
		expect(parentsOf(moved)).toEqual([undefined, 3, undefined]);
		const more = applyEdit(moved, addAnnotations(moved, [newAnnotation(box(0, 0, 5, 5), dog)]));
		expect(parentsOf(more)).toEqual([undefined, 3, undefined, 1]);
		expect(parentsOf(move(more, [2], 'none'))).toEqual([undefined, undefined, undefined, 1]);
		expect(parentsOf(move(more, [2], 'masks'))).toEqual([undefined, 4, undefined, 1]);
	});

	it('lasts until it is deleted', () => {
		const moved = move(three, [2], 3);
		const edit = removeAnnotations(moved, [3]);
		const deleted = applyEdit(moved, edit);
		expect(parentsOf(deleted)).toEqual([undefined, 1]);
		expect(applyEdit(deleted, invertEdit(edit))).toEqual(moved);
	});

	it('can be a part of what it is given to: then the masks give way', () => {
		expect(parentsOf(move(three, [1], 3))).toEqual([3, 1, undefined]);
		const inside = move(move(three, [2], 'none'), [1], 2);
		expect(parentsOf(inside)).toEqual([2, undefined, undefined]);
		// A whole does not go into its own part.
		expect(parentsOf(move(three, [1], 2))).toEqual([undefined, 1, undefined]);
	});

	it('is no choice any more where a file names one that is not there', () => {
		const lost = three.annotations.map((one) =>
			one.id === 3 ? { ...one, parent: 99, isParentChosen: true as const } : one,
		);
		expect(withParents(lost)).toEqual(three.annotations);
	});

	it('never closes a circle, survives being saved, and can be undone, whatever the masks and choices', () => {
		const choice = fc.oneof(fc.nat(12), fc.constantFrom('none' as const, 'masks' as const));
		const moves = fc.array(fc.tuple(fc.array(fc.nat(12), { maxLength: 3 }), choice), { maxLength: 8 });
		fc.assert(
			fc.property(acts, moves, acts, (before, choices, after) => {
				const run = (set: AnnotationSet, all: typeof before) =>
					all.reduce((now, act) => {
						const edit = act(now);
						return edit ? applyEdit(now, edit) : now;
					}, set);
				let set = run(emptySet, before);
				for (const [ids, wanted] of choices) {
					const target = typeof wanted === 'number' ? (set.annotations[wanted]?.id ?? 'none') : wanted;
					const edit = chooseParent(set, ids, target);
					const moved = applyEdit(set, edit);
					expect(applyEdit(moved, invertEdit(edit))).toEqual(set);
					set = moved;
				}
				set = run(set, after);
				for (const { id, parent } of set.annotations) {
					if (parent !== undefined) expect(ancestorsOf(set, parent)).not.toContain(id);
				}
				expect(withParents(set.annotations)).toEqual(set.annotations);
				const text = serializeSidecar({ ...emptySidecar, set }, { fileName: 'a.png', ...imageSize });
				expect(parseSidecar(text).set).toEqual(set);
			}),
		);
	});
});

describe('an image that is done', () => {
	it('stays so through edits and in the file, until it is said not to be', () => {
		const edit = markDone(three, true);
		const done = applyEdit(three, edit);
		expect(done).toEqual({ ...three, isDone: true });
		expect(applyEdit(done, invertEdit(edit))).toEqual(three);
		const more = applyEdit(done, addAnnotations(done, [newAnnotation(box(0, 0, 5, 5), dog)]));
		expect(more.isDone).toBe(true);
		const text = serializeSidecar({ ...emptySidecar, set: more }, { fileName: 'a.png', ...imageSize });
		expect(parseSidecar(text).set).toEqual(more);
		expect(applyEdit(more, markDone(more, false)).isDone).toBeUndefined();
	});
});

describe('several annotations at once', () => {
	it('are locked as one edit, which the file keeps', () => {
		const edit = setLocked(three, [1, 3], true);
		expect(edit.label).toBe('Lock 2 Annotations');
		const locked = applyEdit(three, edit);
		expect(locked.annotations.map(({ isLocked }) => isLocked)).toEqual([true, undefined, true]);
		const text = serializeSidecar({ ...emptySidecar, set: locked }, { fileName: 'a.png', ...imageSize });
		expect(parseSidecar(text).set).toEqual(locked);
		const unlocking = setLocked(locked, [1, 2, 3], false);
		expect(unlocking.added.annotations.map(({ id }) => id)).toEqual([1, 3]);
		expect(applyEdit(locked, unlocking)).toEqual(three);
	});
});
