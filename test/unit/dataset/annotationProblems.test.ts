import { describe, expect, it } from 'vitest';
import { annotationProblems } from '../../../src/dataset/annotationProblems';
import { boxMask } from '../../../src/dataset/boxMask';
import type { Box } from '../../../src/dataset/dataset';

const all = () => true;
const object = { name: 'dog', kind: 'object' } as const;
const annotation = (box: Box, more = {}) => ({
	...{ category: object, mask: boxMask(box, 100, 80), hasWhole: false },
	...more,
});

describe('what is wrong with annotations', () => {
	it('is nothing where they are apart and listed', () => {
		const both = [annotation([0, 0, 20, 20]), annotation([30, 30, 20, 20])];
		expect(annotationProblems(both, all)).toEqual([]);
	});

	it('is a category that is not listed, a mask without a pixel, and a part without an object', () => {
		const part = { category: { name: 'ear', kind: 'part' as const } };
		const several = [
			annotation([0, 0, 20, 20]),
			annotation([0, 0, 0, 0]),
			annotation([40, 40, 9, 9], part),
			annotation([60, 60, 9, 9], { ...part, hasWhole: true }),
		];
		expect(annotationProblems(several, ({ name }) => name !== 'dog')).toEqual([
			{ kind: 'unlisted', index: 0 },
			{ kind: 'unlisted', index: 1 },
			{ kind: 'empty', index: 1 },
			{ kind: 'partAlone', index: 2 },
		]);
	});

	it('is an outline that leaves the image, but not by the rounding of another tool', () => {
		const outlined = (corner: number) =>
			annotation([0, 0, 20, 20], { polygons: [[0, 0, corner, 0, corner, 20, 0, 20]] });
		expect(annotationProblems([outlined(101)], all)).toEqual([]);
		expect(annotationProblems([outlined(130)], all)).toEqual([{ kind: 'outside', index: 0 }]);
		const boxed = annotation([0, 0, 20, 20], { box: [-5, 0, 25, 20] });
		expect(annotationProblems([boxed], all)).toEqual([{ kind: 'outside', index: 0 }]);
	});

	it('is a second mask of the same thing: the very same, or one over 0.95', () => {
		const first = annotation([10, 10, 40, 40]);
		const same = annotation([10, 10, 40, 40]);
		const near = annotation([10, 10, 40, 39]);
		const renamed = annotation([10, 10, 40, 40], { category: { name: 'cat', kind: 'object' } });
		const apart = annotation([10, 10, 40, 37]);
		expect(annotationProblems([first, same], all)).toEqual([{ kind: 'repeated', index: 1, other: 0 }]);
		expect(annotationProblems([first, near], all)).toEqual([
			{ kind: 'twin', index: 1, other: 0, iou: 39 / 40 },
		]);
		expect(annotationProblems([first, renamed], all)).toEqual([{ kind: 'twin', index: 1, other: 0, iou: 1 }]);
		expect(annotationProblems([first, apart], all)).toEqual([]);
	});
});
