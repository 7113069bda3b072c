import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../../../src/shared/annotations/annotation';
import { withParents } from '../../../../src/shared/annotations/partOfTree';
import { decodeRle, encodeRle } from '../../../../src/shared/mask/cocoRle';
import { area, bbox, type RunLengths } from '../../../../src/shared/mask/runLengths';
import { containment } from '../../../../src/shared/mask/setOperations';
import fc from '../../fastCheck';
import { box } from './annotationSets';

function annotate(masks: readonly RunLengths[]): Annotation[] {
	return masks.map((mask, i) => ({
		id: i + 1,
		categoryId: 1,
		segmentation: encodeRle(mask),
		area: area(mask),
		bbox: bbox(mask),
	}));
}

const parents = (...masks: RunLengths[]) => withParents(annotate(masks)).map(({ parent }) => parent);

describe('part-of tree', () => {
	it('hangs a part under the smallest annotation that contains it', () => {
		expect(parents(box(0, 0, 16, 12), box(2, 2, 2, 2), box(1, 1, 6, 6), box(10, 0, 4, 4))).toEqual([
			undefined,
			3,
			1,
			1,
		]);
	});

	it('lets a part stick out by a tenth of its area, not more', () => {
		expect(parents(box(0, 0, 9, 4), box(0, 0, 10, 2))).toEqual([undefined, 1]);
		expect(parents(box(0, 0, 8, 4), box(0, 0, 10, 2))).toEqual([undefined, undefined]);
	});

	it('makes no parent of an equal or an empty mask', () => {
		expect(parents(box(0, 0, 3, 3), box(0, 0, 3, 3), box(0, 0, 0, 0))).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});

	it('takes the lower id of two equally small wholes', () => {
		expect(parents(box(1, 1, 2, 2), box(0, 0, 4, 6), box(0, 0, 6, 4))).toEqual([2, undefined, undefined]);
	});

	it('replaces a parent that a file states, and leaves a right annotation as it is', () => {
		const [whole, part] = annotate([box(0, 0, 9, 9), box(1, 1, 2, 2)]);
		const tree = withParents([
			{ ...whole!, parent: 2 },
			{ ...part!, parent: 1 },
		]);
		expect(tree).toStrictEqual([whole, { ...part, parent: 1 }]);
		expect(withParents(tree).every((one, i) => one === tree[i])).toBe(true);
	});

	it('agrees with the definition on any masks', () => {
		const sides = fc.tuple(fc.nat(10), fc.nat(8), fc.integer({ min: 0, max: 16 }), fc.nat(12));
		const few = fc.array(sides, { maxLength: 12 });
		// Enough that the parent is not always one of the next larger ones.
		const many = fc.array(sides, { minLength: 80, maxLength: 150 });
		fc.assert(
			fc.property(fc.oneof({ weight: 9, arbitrary: few }, { weight: 1, arbitrary: many }), (boxes) => {
				const all = withParents(annotate(boxes.map((one) => box(...one))));
				for (const part of all) {
					const wholes = all.filter(
						(whole) =>
							whole.area > part.area &&
							containment(decodeRle(part.segmentation), decodeRle(whole.segmentation)) >= 0.9,
					);
					const smallest = wholes.sort((a, b) => a.area - b.area || a.id - b.id)[0];
					expect(part.parent).toBe(smallest?.id);
				}
			}),
		);
	});

	it('finds the whole of small parts behind many masks that are larger than they are', () => {
		const others = Array.from({ length: 100 }, () => box(8, 0, 3, 2));
		const small = Array.from({ length: 20 }, (_, i) => box(i % 4, 6, 1, 2));
		const all = withParents(annotate([box(0, 0, 7, 12), ...others, ...small]));
		expect(all.slice(101).every(({ parent }) => parent === 1)).toBe(true);
	});

	it('after an edit is the same as made from nothing, whatever was added, removed or replaced', () => {
		const sides = fc.tuple(fc.nat(10), fc.nat(8), fc.integer({ min: 0, max: 16 }), fc.nat(12));
		const steps = fc.array(fc.tuple(fc.nat(30), fc.option(sides)), { maxLength: 6 });
		fc.assert(
			fc.property(fc.array(sides, { maxLength: 40 }), steps, (boxes, changes) => {
				let set = withParents(annotate(boxes.map((one) => box(...one))));
				for (const [id, sides] of changes) {
					const others = set.filter((one) => one.id !== id + 1);
					const changed = sides ? annotate([box(...sides)]).map((one) => ({ ...one, id: id + 1 })) : [];
					const after = [...others, ...changed].sort((a, b) => a.id - b.id);
					set = withParents(after, set);
					expect(set).toEqual(withParents(after));
				}
			}),
		);
	});
});
