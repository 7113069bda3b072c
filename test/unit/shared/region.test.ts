import { describe, expect, it } from 'vitest';
import { decodeRle, encodeRle } from '../../../src/shared/mask/cocoRle';
import { cropMask, placeMask } from '../../../src/shared/mask/cropMask';
import { area, bbox, fromBitmap, toBitmap } from '../../../src/shared/mask/runLengths';
import { fromRegion, isCutOff, isWithin, toRegion } from '../../../src/shared/region';
import fc from '../fastCheck';

const [width, height] = [9, 7];

/** A rectangle of the image, with a mask of the image and one of the rectangle. */
const scene = fc
	.record({ x: fc.nat(width - 1), y: fc.nat(height - 1) })
	.chain(({ x, y }) =>
		fc.record({
			x: fc.constant(x),
			y: fc.constant(y),
			width: fc.integer({ min: 1, max: width - x }),
			height: fc.integer({ min: 1, max: height - y }),
		}),
	)
	.chain((region) => {
		const bits = (count: number) => fc.uint8Array({ minLength: count, maxLength: count, max: 1 });
		return fc.record({
			region: fc.constant(region),
			whole: bits(width * height),
			part: bits(region.width * region.height),
		});
	});

describe('a region', () => {
	it('has the pixels of a mask that lie in it, and gives its own back to their places', () => {
		fc.assert(
			fc.property(scene, ({ region, whole, part }) => {
				const cropped = toBitmap(cropMask(fromBitmap(whole, width, height), region));
				const placed = toBitmap(
					placeMask(fromBitmap(part, region.width, region.height), region, { width, height }),
				);
				for (let y = 0; y < height; y++) {
					for (let x = 0; x < width; x++) {
						const [column, row] = [x - region.x, y - region.y];
						const isInside = column >= 0 && row >= 0 && column < region.width && row < region.height;
						const at = row * region.width + column;
						if (isInside) expect(cropped[at]).toBe(whole[y * width + x]);
						expect(placed[y * width + x]).toBe(isInside ? part[at] : 0);
					}
				}
			}),
		);
	});

	it('gives a candidate back with its area and its box', () => {
		fc.assert(
			fc.property(scene, ({ region, part }) => {
				const mask = fromBitmap(part, region.width, region.height);
				fc.pre(area(mask) > 0);
				const candidate = {
					...{ level: 1, score: 0.5, area: area(mask), bbox: bbox(mask) },
					segmentation: encodeRle(mask),
				};
				const placed = fromRegion(candidate, region, { width, height });
				expect(area(decodeRle(placed.segmentation))).toBe(candidate.area);
				expect(bbox(decodeRle(placed.segmentation))).toEqual(placed.bbox);
			}),
		);
	});

	const region = { x: 10, y: 20, width: 30, height: 40 };
	const point = (x: number, y: number) => ({ type: 'point', x, y, positive: true }) as const;

	it('is asked where all prompts lie in it, in its own pixels', () => {
		const box = { type: 'box', x0: 12, y0: 22, x1: 40, y1: 60 } as const;
		const prompts = [point(15.5, 20), box];
		expect(isWithin({ prompts }, region)).toBe(true);
		expect(toRegion({ prompts }, region)).toEqual({
			prompts: [
				{ type: 'point', x: 5.5, y: 0, positive: true },
				{ type: 'box', x0: 2, y0: 2, x1: 30, y1: 40 },
			],
		});
		expect(isWithin({ prompts: [...prompts, point(9, 30)] }, region)).toBe(false);
		expect(isWithin({ prompts: [{ ...box, x1: 41 }] }, region)).toBe(false);
	});

	it('is not asked about a mask that reaches beyond it', () => {
		const maskOf = (x: number, y: number) => {
			const bitmap = new Uint8Array(100 * 100);
			bitmap[y * 100 + x] = 1;
			return { segmentation: encodeRle(fromBitmap(bitmap, 100, 100)), isChosen: false };
		};
		const prompts = [point(15, 25)];
		expect(isWithin({ prompts, maskPrompt: maskOf(39, 59) }, region)).toBe(true);
		expect(isWithin({ prompts, maskPrompt: maskOf(40, 59) }, region)).toBe(false);
		const { segmentation } = toRegion({ prompts, maskPrompt: maskOf(12, 23) }, region).maskPrompt!;
		expect(segmentation.size).toEqual([40, 30]);
		expect(bbox(decodeRle(segmentation))).toEqual([2, 3, 1, 1]);
	});

	it('cuts off what reaches its edges, unless they are the image’s', () => {
		const image = { width: 40, height: 100 };
		expect(isCutOff([12, 22, 10, 10], region, image)).toBe(false);
		expect(isCutOff([10, 22, 10, 10], region, image)).toBe(true);
		expect(isCutOff([12, 20, 10, 10], region, image)).toBe(true);
		expect(isCutOff([12, 22, 10, 38], region, image)).toBe(true);
		// The image ends there, too.
		expect(isCutOff([12, 22, 28, 10], region, image)).toBe(false);
	});
});
