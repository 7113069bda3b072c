import { describe, expect, it } from 'vitest';
import { parseSidecar } from '../../../../src/formats/sidecar/parseSidecar';
import { serializeSidecar } from '../../../../src/formats/sidecar/serializeSidecar';
import { datasetAnnotations } from '../../../../src/formats/sidecar/sidecarDataset';
import { emptySidecar } from '../../../../src/formats/sidecar/sidecarModel';
import type { AnnotationSet } from '../../../../src/shared/annotations/annotation';
import {
	addAnnotations,
	applyEdit,
	type CategoryName,
	changeCategories,
	invertEdit,
} from '../../../../src/shared/annotations/annotationEdits';
import {
	acceptSuggestions,
	rejectSuggestions,
	suggestNames,
	unnamedIn,
} from '../../../../src/shared/annotations/suggestions';
import { uncategorised } from '../../../../src/shared/everything';
import fc from '../../fastCheck';
import { box, emptySet, imageSize, newAnnotation } from './annotationSets';

const wheel: CategoryName = { name: 'wheel', kind: 'part' };
const mug: CategoryName = { name: 'mug', kind: 'object' };
const unnamed = applyEdit(
	emptySet,
	addAnnotations(
		emptySet,
		[0, 3, 6, 9].map((x) => newAnnotation(box(x, 0, 2, 2), uncategorised)),
	),
);
const suggested = applyEdit(
	unnamed,
	suggestNames(
		unnamed,
		new Map([
			[1, wheel],
			[2, mug],
			[3, wheel],
		]),
	),
);
const namesOf = ({ annotations, categories }: AnnotationSet) =>
	annotations.map(({ categoryId }) => categories.find(({ id }) => id === categoryId)!.name);
const suggestionsOf = ({ annotations }: AnnotationSet) => annotations.map((one) => one.suggested?.name);
const subsets = fc.subarray([1, 2, 3, 4, 99]);

describe('suggested names', () => {
	it('survive saving as suggestions, and no dataset gets them', () => {
		const image = { fileName: 'a.png', ...imageSize };
		const text = serializeSidecar({ ...emptySidecar, set: suggested }, image);
		const read = parseSidecar(text, image);
		expect(read.set).toEqual(suggested);
		expect(text).toContain('"suggested":{"name":"wheel","kind":"part"}');
		const exported = datasetAnnotations(read);
		expect(exported.map(({ category }) => category)).toEqual(exported.map(() => uncategorised));
		expect(JSON.stringify(exported)).not.toContain('wheel');
	});

	it('are no names until they are accepted', () => {
		expect(namesOf(suggested)).toEqual(['uncategorised', 'uncategorised', 'uncategorised', 'uncategorised']);
		expect(suggested.annotations.every(unnamedIn(suggested))).toBe(true);
		expect(suggested.categories).toEqual(unnamed.categories);
		expect(suggestionsOf(suggested)).toEqual(['wheel', 'mug', 'wheel', undefined]);
	});

	it('become names one by one or all at once, in one step', () => {
		const one = applyEdit(suggested, acceptSuggestions(suggested, [2]));
		expect(namesOf(one)).toEqual(['uncategorised', 'mug', 'uncategorised', 'uncategorised']);
		const all = applyEdit(one, acceptSuggestions(one, [1, 2, 3, 4]));
		expect(namesOf(all)).toEqual(['wheel', 'mug', 'wheel', 'uncategorised']);
		expect(all.categories.find(({ name }) => name === 'wheel')?.kind).toBe('part');
		expect(suggestionsOf(all)).toEqual([undefined, undefined, undefined, undefined]);
	});

	it('go when they are rejected, or another name is given, also the one that means none', () => {
		const rejected = applyEdit(suggested, rejectSuggestions(suggested, [1, 4]));
		expect(suggestionsOf(rejected)).toEqual([undefined, 'mug', 'wheel', undefined]);
		const named = applyEdit(suggested, changeCategories(suggested, [1], mug));
		expect(suggestionsOf(named)).toEqual([undefined, 'mug', 'wheel', undefined]);
		const left = applyEdit(suggested, changeCategories(suggested, [1], uncategorised));
		expect(suggestionsOf(left)).toEqual([undefined, 'mug', 'wheel', undefined]);
	});

	it('accepted, rejected or suggested anew in any order can all be undone', () => {
		const acts = fc.array(fc.tuple(fc.constantFrom('accept', 'reject', 'suggest'), subsets), {
			maxLength: 6,
		});
		fc.assert(
			fc.property(acts, (steps) => {
				let set = suggested;
				for (const [act, ids] of steps) {
					const edit =
						act === 'accept'
							? acceptSuggestions(set, ids)
							: act === 'reject'
								? rejectSuggestions(set, ids)
								: suggestNames(set, new Map(ids.map((id) => [id, mug])));
					const after = applyEdit(set, edit);
					expect(applyEdit(after, invertEdit(edit))).toEqual(set);
					set = after;
				}
				expect(set.annotations).toHaveLength(4);
			}),
		);
	});
});
