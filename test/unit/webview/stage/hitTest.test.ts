import { describe, expect, it } from 'vitest';
import { decodeRle, encodeRle } from '../../../../src/shared/mask/cocoRle';
import { area, bbox, containsPixel } from '../../../../src/shared/mask/runLengths';
import { annotationAt, annotationsWithin } from '../../../../webview/stage/hitTest';
import fc from '../../fastCheck';
import { box } from '../../shared/annotations/annotationSets';

const boxes = fc.array(
	fc.tuple(fc.nat(15), fc.nat(11), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })),
	{ maxLength: 20 },
);
const annotationsOf = (all: readonly (readonly [number, number, number, number])[]) =>
	all.map((sides, i) => {
		const mask = box(...sides);
		return { id: i + 1, categoryId: 1, segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
	});

describe('a frame', () => {
	it('meets the masks that lie in it whole, as looking at all of them does', () => {
		const corner = fc.record({
			x: fc.double({ min: -1, max: 17, noNaN: true }),
			y: fc.double({ min: -1, max: 13, noNaN: true }),
		});
		fc.assert(
			fc.property(boxes, corner, corner, (all, from, to) => {
				const annotations = annotationsOf(all);
				const expected = annotations.filter(({ bbox: [x, y, width, height], area }) => {
					const isWithin = (start: number, length: number, a: number, b: number) =>
						start >= Math.min(a, b) && start + length <= Math.max(a, b);
					return area > 0 && isWithin(x, width, from.x, to.x) && isWithin(y, height, from.y, to.y);
				});
				expect(annotationsWithin(annotations, from, to)).toEqual(expected);
			}),
		);
	});
});

describe('a hit test', () => {
	it('finds the smallest mask with the pixel, as looking at all of them does', () => {
		fc.assert(
			fc.property(
				boxes,
				fc.double({ min: -1, max: 17, noNaN: true }),
				fc.double({ min: -1, max: 13, noNaN: true }),
				(all, x, y) => {
					const annotations = annotationsOf(all);
					const expected = annotations
						.filter(({ segmentation }) =>
							containsPixel(decodeRle(segmentation), Math.floor(x), Math.floor(y)),
						)
						.sort((a, b) => a.area - b.area || a.id - b.id)[0];
					expect(annotationAt(annotations, { x, y })?.id).toBe(expected?.id);
				},
			),
		);
	});
});
