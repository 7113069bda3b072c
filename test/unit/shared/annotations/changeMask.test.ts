import { describe, expect, it } from 'vitest';
import type { AnnotationSet } from '../../../../src/shared/annotations/annotation';
import { addAnnotations, applyEdit, invertEdit } from '../../../../src/shared/annotations/annotationEdits';
import { changeMask } from '../../../../src/shared/annotations/changeMask';
import { withParents } from '../../../../src/shared/annotations/partOfTree';
import { boxMask } from '../../../../src/shared/mask/boxMask';
import { decodeRle } from '../../../../src/shared/mask/cocoRle';
import { grow, shrink } from '../../../../src/shared/mask/growShrink';
import { fillHoles } from '../../../../src/shared/mask/holes';
import { splitRegions } from '../../../../src/shared/mask/regions';
import { bbox, emptyMask, fromBitmap, type RunLengths } from '../../../../src/shared/mask/runLengths';
import { subtract, union } from '../../../../src/shared/mask/setOperations';
import fc from '../../fastCheck';
import { bitmap } from '../mask/bitmaps';
import { acts, box, emptySet, imageSize, newAnnotation } from './annotationSets';

const dog = { name: 'dog', kind: 'object' } as const;
const setOf = (...masks: readonly RunLengths[]): AnnotationSet =>
	applyEdit(
		emptySet,
		addAnnotations(
			emptySet,
			masks.map((mask) => newAnnotation(mask, dog)),
		),
	);

describe('changeMask', () => {
	it('can be undone, and leaves parents that are right, whatever it does', () => {
		const changes = fc.constantFrom<(mask: RunLengths) => RunLengths[]>(
			(mask) => [grow(mask, 2)],
			(mask) => [shrink(mask, 1)],
			(mask) => [fillHoles(mask)],
			(mask) => [boxMask(mask)],
			splitRegions,
		);
		fc.assert(
			fc.property(acts, changes, fc.nat(20), (todo, change, n) => {
				const set = todo.reduce((before, act) => {
					const edit = act(before);
					return edit ? applyEdit(before, edit) : before;
				}, emptySet);
				const chosen = set.annotations[n % Math.max(1, set.annotations.length)];
				if (!chosen) return;
				const edit = changeMask('Change', set, chosen.id, change);
				if (typeof edit === 'string') return;
				const after = applyEdit(set, edit);
				expect(applyEdit(after, invertEdit(edit))).toEqual(set);
				expect(withParents(after.annotations)).toEqual(after.annotations);
				expect(after.categories).toBe(set.categories);
			}),
		);
	});

	it('keeps the id for the first mask and gives the others the same category', () => {
		const two = union(box(0, 0, 4, 4), box(8, 8, 2, 2));
		const set = setOf(two);
		const edit = changeMask('Split', set, 1, splitRegions);
		const { annotations } = applyEdit(set, edit as Exclude<typeof edit, string>);
		expect(annotations.map(({ id, categoryId, area }) => [id, categoryId, area])).toEqual([
			[1, 1, 16],
			[2, 1, 4],
		]);
		expect(decodeRle(annotations[1]!.segmentation)).toEqual(box(8, 8, 2, 2));
	});

	it('says where nothing changes, and where nothing would be left', () => {
		const set = setOf(box(2, 2, 4, 4));
		expect(changeMask('Fill', set, 1, (mask) => [fillHoles(mask)])).toBe('same');
		expect(changeMask('Shrink', set, 1, (mask) => [shrink(mask, 5)])).toBe('empty');
		expect(changeMask('Split', set, 1, () => [])).toBe('empty');
		expect(() => changeMask('Fill', set, 7, (mask) => [mask])).toThrow('received id 7');
	});
});

describe('boxMask', () => {
	it('is every pixel of the box', () => {
		fc.assert(
			fc.property(bitmap, ({ pixels, width, height }) => {
				const mask = fromBitmap(pixels, width, height);
				const [left, top, boxWidth, boxHeight] = bbox(mask);
				const expected = pixels.map((_, i) => {
					const [x, y] = [(i % width) - left, Math.floor(i / width) - top];
					return x >= 0 && x < boxWidth && y >= 0 && y < boxHeight ? 1 : 0;
				});
				expect(boxMask(mask)).toEqual(fromBitmap(expected, width, height));
				expect(subtract(mask, boxMask(mask))).toEqual(emptyMask(width, height));
			}),
		);
		const { width, height } = imageSize;
		expect(boxMask(emptyMask(width, height))).toEqual(emptyMask(width, height));
	});
});
