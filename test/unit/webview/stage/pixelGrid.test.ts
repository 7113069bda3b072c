import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleLines } from '../../../../webview/stage/pixelGrid';

describe('lines between pixels', () => {
	it('lie at whole pixels of the image, on the stage or at most one pixel beside it', () => {
		fc.assert(
			fc.property(
				fc.double({ min: -5000, max: 500, noNaN: true }),
				fc.double({ min: 8, max: 64, noNaN: true }),
				fc.integer({ min: 100, max: 2000 }),
				fc.integer({ min: 1, max: 300 }),
				(start, scale, room, pixels) => {
					for (const line of visibleLines(start, scale, room, pixels)) {
						const pixel = (line - start) / scale;
						expect(Math.abs(pixel - Math.round(pixel))).toBeLessThan(1e-6);
						expect(Math.round(pixel)).toBeGreaterThanOrEqual(0);
						if (start + pixels * scale >= 0 && start <= room) {
							expect(line).toBeGreaterThanOrEqual(Math.min(start, 0) - scale - 1e-6);
							expect(line).toBeLessThanOrEqual(room + scale + 1e-6);
						}
					}
				},
			),
		);
	});
});
