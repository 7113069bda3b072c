import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	actualSize,
	fitImage,
	pan,
	toImage,
	toScreen,
	type Viewport,
	zoomAt,
} from '../../../webview/viewport';

const size = (max: number) =>
	fc.record({ width: fc.integer({ min: 1, max }), height: fc.integer({ min: 1, max }) });
const stages = fc.record({
	width: fc.integer({ min: 100, max: 3000 }),
	height: fc.integer({ min: 100, max: 3000 }),
});
const images = size(30_000);
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('viewport', () => {
	it('takes a screen point to the image and back', () => {
		fc.assert(
			fc.property(stages, images, fraction, fraction, (stage, image, u, v) => {
				const viewport = fitImage(stage, image);
				const point = { left: u * stage.width, top: v * stage.height };
				const back = toScreen(viewport, toImage(viewport, point));
				expect(back.left).toBeCloseTo(point.left, 6);
				expect(back.top).toBeCloseTo(point.top, 6);
			}),
		);
	});

	it('fits the whole image on the stage, never magnified', () => {
		fc.assert(
			fc.property(stages, images, (stage, image) => {
				const { scale, left, top } = fitImage(stage, image);
				expect(scale).toBeLessThanOrEqual(1);
				expect(left).toBeGreaterThanOrEqual(0);
				expect(top).toBeGreaterThanOrEqual(0);
				expect(left + image.width * scale).toBeLessThanOrEqual(stage.width + 1e-6);
				expect(top + image.height * scale).toBeLessThanOrEqual(stage.height + 1e-6);
			}),
		);
	});

	it('zooms about the pointer: what was under it stays under it while the image is in sight', () => {
		const stage = { width: 1000, height: 800 };
		const image = { width: 1200, height: 900 };
		const at = { left: 500, top: 400 };
		const before = fitImage(stage, image);
		const after = zoomAt(before, at, 3, stage, image);
		expect(after.scale).toBeCloseTo(before.scale * 3, 9);
		expect(toImage(after, at).x).toBeCloseTo(toImage(before, at).x, 6);
		expect(toImage(after, at).y).toBeCloseTo(toImage(before, at).y, 6);
	});

	it('shows one image pixel a CSS pixel at 100 %', () => {
		const stage = { width: 640, height: 480 };
		const image = { width: 4000, height: 3000 };
		expect(actualSize(fitImage(stage, image), stage, image).scale).toBeCloseTo(1, 9);
	});

	it('keeps a piece of the image in sight however far it is panned and zoomed', () => {
		const acts = fc.array(
			fc.record({
				dx: fc.integer({ min: -9999, max: 9999 }),
				dy: fc.integer({ min: -9999, max: 9999 }),
				factor: fc.double({ min: 0.1, max: 10, noNaN: true }),
			}),
			{ maxLength: 12 },
		);
		fc.assert(
			fc.property(stages, images, acts, (stage, image, steps) => {
				let viewport: Viewport = fitImage(stage, image);
				for (const { dx, dy, factor } of steps) {
					viewport = pan(viewport, dx, dy, stage, image);
					viewport = zoomAt(viewport, { left: 10, top: 10 }, factor, stage, image);
					const { scale, left, top } = viewport;
					const kept = (length: number) => Math.min(48, length) - 1e-6;
					const [width, height] = [image.width * scale, image.height * scale];
					expect(Math.min(stage.width, left + width) - Math.max(0, left)).toBeGreaterThanOrEqual(kept(width));
					expect(Math.min(stage.height, top + height) - Math.max(0, top)).toBeGreaterThanOrEqual(
						kept(height),
					);
				}
			}),
		);
	});
});
