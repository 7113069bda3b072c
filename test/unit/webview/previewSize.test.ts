import { describe, expect, it } from 'vitest';
import { previewSizes } from '../../../webview/edits/previewSize';

const pixels = ({ width, height }: { readonly width: number; readonly height: number }) => width * height;

describe('the sizes of a preview', () => {
	it('begin with one that follows a slider, whatever the picture', () => {
		for (const side of [1, 500, 4000, 20_000]) {
			const [quick] = previewSizes({ width: side, height: side }, 1, false);
			expect(pixels(quick!)).toBeLessThanOrEqual(Math.max(1, 510_000));
		}
	});

	it('end with the picture’s own where all its pixels are seen, up to what memory holds', () => {
		expect(previewSizes({ width: 4000, height: 3000 }, 1, false).at(-1)).toEqual({
			width: 4000,
			height: 3000,
		});
		expect(pixels(previewSizes({ width: 20_000, height: 15_000 }, 2, false).at(-1)!)).toBeLessThan(
			16_100_000,
		);
	});

	it('are one where no more would be seen', () => {
		expect(previewSizes({ width: 1200, height: 900 }, 0.4, false)).toHaveLength(1);
		expect(previewSizes({ width: 800, height: 600 }, 3, false)).toEqual([{ width: 800, height: 600 }]);
	});

	it('stay small where a place is filled', () => {
		const sizes = previewSizes({ width: 4000, height: 3000 }, 1, true);
		expect(pixels(sizes.at(-1)!)).toBeLessThan(510_000);
	});
});
