import { describe, expect, it } from 'vitest';
import type { Annotation, AnnotationSet } from '../../../../src/shared/annotations/annotation';
import { applyEdit, type Edit, invertEdit } from '../../../../src/shared/annotations/annotationEdits';
import {
	type Combination,
	combineMasks,
	duplicateAnnotations,
	separateMasks,
} from '../../../../src/shared/annotations/combineMasks';
import { decodeRle, encodeRle } from '../../../../src/shared/mask/cocoRle';
import { area, bbox, fromBitmap, toBitmap } from '../../../../src/shared/mask/runLengths';
import fc from '../../fastCheck';

const [width, height] = [6, 5];
const pixels = fc.uint8Array({ minLength: width * height, maxLength: width * height, max: 1 });
const annotationOf = (bitmap: Uint8Array, index: number): Annotation => {
	const mask = fromBitmap(bitmap, width, height);
	return { id: index + 1, categoryId: 1, segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
};
const setOf = (bitmaps: readonly Uint8Array[]): AnnotationSet => ({
	annotations: bitmaps.map(annotationOf),
	categories: [{ id: 1, name: 'pear', kind: 'object' }],
});
const pixelsOf = ({ segmentation }: Annotation) => toBitmap(decodeRle(segmentation));
const bitmaps = fc.array(
	pixels.filter((bitmap) => bitmap.includes(1)),
	{ minLength: 2, maxLength: 4 },
);

/** What becomes of one pixel of several masks. */
const plain: Readonly<Record<Combination, (pixels: readonly number[]) => boolean>> = {
	union: (all) => all.includes(1),
	intersect: (all) => !all.includes(0),
	exclude: (all) => all.filter((one) => one === 1).length % 2 === 1,
	subtract: ([first, ...others]) => first === 1 && !others.includes(1),
};

describe.each(Object.keys(plain) as Combination[])('combineMasks: %s', (combination) => {
	it('gives the first one what plain bitmaps say, and is undone', () => {
		fc.assert(
			fc.property(bitmaps, (all) => {
				const set = setOf(all);
				const ids = set.annotations.map(({ id }) => id);
				const wanted = Uint8Array.from(all[0]!, (_, i) =>
					plain[combination](all.map((bitmap) => bitmap[i]!)) ? 1 : 0,
				);
				const edit = combineMasks('Combine', set, ids, combination);
				if (!wanted.includes(1)) {
					expect(edit).toBe('empty');
					return;
				}
				const after = applyEdit(set, edit as Edit);
				expect(pixelsOf(after.annotations[0]!)).toEqual(wanted);
				expect(after.annotations[0]).toMatchObject({ id: 1, categoryId: 1 });
				expect(after.annotations).toHaveLength(combination === 'subtract' ? all.length : 1);
				expect(applyEdit(after, invertEdit(edit as Edit))).toEqual(set);
			}),
		);
	});
});

describe('separateMasks', () => {
	it('leaves every pixel with the smallest mask that had it', () => {
		fc.assert(
			fc.property(bitmaps, (all) => {
				const set = setOf(all);
				const edit = separateMasks('Separate', set, [1, 2, 3, 4]);
				if (edit === 'empty') return;
				const { annotations } = edit === 'same' ? set : applyEdit(set, edit);
				const order = set.annotations.toSorted((a, b) => a.area - b.area || a.id - b.id);
				for (let i = 0; i < width * height; i++) {
					const upper = order.find(({ id }) => all[id - 1]![i] === 1);
					for (const annotation of annotations)
						expect(pixelsOf(annotation)[i]).toBe(annotation.id === upper?.id ? 1 : 0);
				}
			}),
		);
	});

	it('leaves all as they are where one would lose all', () => {
		const [left, all] = [new Uint8Array(30).fill(1, 0, 3), new Uint8Array(30).fill(1)];
		expect(separateMasks('Separate', setOf([all, all]), [1, 2])).toBe('empty');
		expect(separateMasks('Separate', setOf([left, left.toReversed()]), [1, 2])).toBe('same');
	});
});

describe('duplicateAnnotations', () => {
	it('adds copies under new ids, of the same category', () => {
		const set = setOf([new Uint8Array(30).fill(1, 0, 3), new Uint8Array(30).fill(1, 5)]);
		const { annotations } = applyEdit(set, duplicateAnnotations('Duplicate', set, [2, 9]));
		expect(annotations.map(({ id, categoryId, area }) => [id, categoryId, area])).toEqual([
			[1, 1, 3],
			[2, 1, 25],
			[3, 1, 25],
		]);
	});
});
