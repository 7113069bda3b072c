import { describe, expect, it } from 'vitest';
import { type Detections, namesOfBox } from '../../../../../src/inference/model/detector/namesOfBox';
import type { Bbox } from '../../../../../src/shared/mask/rle';

const size = { width: 200, height: 100 };
const classes = ['cup', 'bowl'];
/** @param rows a box (top, left, bottom, right) with the scores of the classes */
const seeing = (...rows: (readonly [readonly number[], readonly number[]])[]): Detections => ({
	boxes: Float32Array.from(rows.flatMap(([box]) => box)),
	scores: Float32Array.from(rows.flatMap(([, scores]) => scores)),
	classes,
});
/** The left half of the image. */
const left: Bbox = [0, 0, 100, 100];

describe('the names of a box', () => {
	it('are those of boxes that fit it, by score times IoU', () => {
		const found = namesOfBox(
			left,
			size,
			seeing(
				[
					[0, 0, 1, 0.5],
					[0.6, 0.3],
				],
				[
					[0, 0, 1, 1],
					[0.9, 0.8],
				],
			),
		);
		expect(found.map(({ name }) => name)).toEqual(['cup', 'bowl']);
		expect(found[0]!.score).toBeCloseTo(0.6);
		expect(found[1]!.score).toBeCloseTo(0.4);
	});

	it('are none where nothing is, or where only something else is', () => {
		expect(
			namesOfBox(
				left,
				size,
				seeing([
					[0, 0.5, 1, 1],
					[0.9, 0.9],
				]),
			),
		).toEqual([]);
		expect(
			namesOfBox(
				left,
				size,
				seeing([
					[0, 0, 1, 0.5],
					[0.005, 0],
				]),
			),
		).toEqual([]);
		expect(namesOfBox(left, size, seeing())).toEqual([]);
	});

	it('are none for a mask without a pixel', () => {
		expect(
			namesOfBox(
				[0, 0, 0, 0],
				size,
				seeing([
					[0, 0, 1, 1],
					[0.9, 0.9],
				]),
			),
		).toEqual([]);
	});
});
