import { describe, expect, it } from 'vitest';
import { maskedEdits } from '../../../src/imaging/maskedEdits';
import { recipeShape } from '../../../src/imaging/recipe';
import type { AnnotationSet } from '../../../src/shared/annotations/annotation';
import { encodeRle } from '../../../src/shared/mask/cocoRle';
import { area } from '../../../src/shared/mask/runLengths';
import { rectangleMask } from './rasters';

const annotation = (id: number, categoryId: number, box: [number, number, number, number]) => ({
	id,
	categoryId,
	segmentation: encodeRle(rectangleMask(10, 10, box)),
	area: (box[2] - box[0]) * (box[3] - box[1]),
	bbox: [box[0], box[1], box[2] - box[0], box[3] - box[1]] as const,
});
const set: AnnotationSet = {
	annotations: [
		annotation(1, 1, [0, 0, 2, 2]),
		annotation(2, 1, [4, 4, 6, 6]),
		annotation(3, 2, [8, 8, 9, 9]),
	],
	categories: [
		{ id: 1, name: 'face', kind: 'part' },
		{ id: 2, name: 'face', kind: 'object' },
	],
};
const blur = { type: 'blur', sigma: 4 };
const areasOf = (of: unknown) =>
	maskedEdits(recipeShape.parse({ edits: [{ of, edit: blur }] }).edits, set).map(({ mask }) => area(mask));

describe('a recipe', () => {
	it('takes all annotations of a category together, of one kind or of both', () => {
		expect(areasOf({ categories: ['face'] })).toEqual([9]);
		expect(areasOf({ categories: ['face'], kind: 'part' })).toEqual([8]);
	});

	it('takes annotations by id, and all of them', () => {
		expect(areasOf({ annotations: [3] })).toEqual([1]);
		expect(areasOf('all')).toEqual([9]);
	});

	it('leaves out steps that no annotation answers to', () => {
		expect(areasOf({ categories: ['number plate'] })).toEqual([]);
	});

	it.each([
		['an unknown type', { of: 'all', edit: { type: 'sharpen' } }],
		['a value out of range', { of: 'all', edit: { type: 'blur', sigma: 1e9 } }],
		['a key it does not know', { of: 'all', edit: { ...blur, radius: 3 } }],
		['no target', { edit: blur }],
	])('refuses %s', (_, step) => {
		expect(recipeShape.safeParse({ edits: [step] }).success).toBe(false);
	});
});
