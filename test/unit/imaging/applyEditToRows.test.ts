import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyImageEdit } from '../../../src/imaging/applyImageEdit';
import { fill } from '../../../src/imaging/edits/fill';
import { coveringMatteOf } from '../../../src/imaging/matte';
import { withAlpha } from '../../../src/imaging/raster';
import { applyEditToRows } from '../../../src/imaging/rows/applyEditToRows';
import { type ImageEdit, imageEditShape } from '../../../src/shared/imageEdits/imageEdit';
import { MemoryRows } from './memoryRows';
import { cloneRaster, masksInPictures, patternRaster, rectangleMask } from './rasters';

const edits: readonly Record<string, unknown>[] = [
	{ type: 'fill' },
	{ type: 'background', background: { kind: 'transparent' } },
	{ type: 'background', background: { kind: 'colour', colour: '#102030' } },
	{ type: 'background', background: { kind: 'blur', sigma: 2 } },
	{ type: 'background', background: { kind: 'image', file: 'behind.png' } },
	{ type: 'blur', sigma: 0.5 },
	{ type: 'blur', sigma: 2.5 },
	{ type: 'blur', sigma: 11 },
	{ type: 'background', background: { kind: 'blur', sigma: 21 } },
	{ type: 'pixelate', size: 5 },
	{ type: 'recolour', hue: 90, saturation: 20, lightness: -10 },
	{ type: 'adjust', brightness: 10, contrast: 30 },
	{ type: 'highlight', dim: 50 },
	{ type: 'place', dx: 4, dy: -3, scale: 1.5, flip: true },
	{ type: 'place', dx: -2, dy: 3, scale: 0.4 },
];

describe.each(edits)('an edit in bands: %j', (shape) => {
	it.each([
		[8, 3],
		[8, 4],
		[16, 3],
		[16, 4],
	] as const)('is what it is of the whole picture (%i bits, %i channels)', async (bits, channels) => {
		const softnesses = fc.constantFrom(0, 1, 2, 5);
		const bands = fc.integer({ min: 1, max: 200 });
		await fc.assert(
			fc.asyncProperty(
				masksInPictures,
				softnesses,
				bands,
				async ({ width, height, mask }, softness, pixels) => {
					const edit: ImageEdit = imageEditShape.parse({ ...shape, softness });
					const pattern = patternRaster(width, height, bits, channels);
					const isTransparent = edit.type === 'background' && edit.background.kind === 'transparent';
					const before = isTransparent ? withAlpha(pattern) : pattern;
					const behind = patternRaster(width, height, bits);
					behind.data.reverse();
					const inFront = [rectangleMask(width, height, [1, 1, 3, 3])];
					const whole = await applyImageEdit(cloneRaster(before), mask, edit, {
						background: behind,
						inFront,
					});
					const rows = new MemoryRows(cloneRaster(before));
					const background = new MemoryRows(behind);
					await applyEditToRows(rows, mask, edit, { background, inFront, bandPixels: pixels });
					expect(rows.raster.data).toEqual(whole.data);
				},
			),
			{ numRuns: 20 },
		);
	});
});

it('an edit of a large picture moves only what it reaches', async () => {
	const rows = new MemoryRows(patternRaster(400, 300));
	const mask = rectangleMask(400, 300, [100, 100, 120, 110]);
	await applyEditToRows(rows, mask, imageEditShape.parse({ type: 'adjust', brightness: 10, softness: 0 }));
	expect(rows.moved).toBe(2 * 20 * 10);
});

describe('a fill', () => {
	const before = patternRaster(120, 100);
	before.data.fill(40);

	it.each([
		['a block, at a smaller size', 3000, [30, 30, 70, 60]],
		['a block, at full size', 1e6, [30, 30, 70, 60]],
		['a cable of one pixel', 1e6, [10, 50, 110, 51]],
	] as const)('leaves no trace of %s', async (_, maxPixels, [left, top, right, bottom]) => {
		const raster = cloneRaster(before);
		for (let y = top; y < bottom; y++) raster.data.fill(250, (y * 120 + left) * 3, (y * 120 + right) * 3);
		const mask = rectangleMask(120, 100, [left, top, right, bottom]);
		await fill(raster, coveringMatteOf(mask, 2)!, {}, maxPixels);
		expect(raster.data.every((value) => Math.abs(value - 40) <= 1)).toBe(true);
	});
});
