import { describe, expect, it } from 'vitest';
import { nextRegion, offersCloserLook, visibleRegion } from '../../../webview/closerLook';
import { initialState } from '../../../webview/store';

const stage = { width: 400, height: 300 };
const image = { width: 4000, height: 3000 };

describe('the visible region', () => {
	it('is the pixels of the image that are on the stage, whole', () => {
		expect(visibleRegion({ scale: 1, left: -100.5, top: -50 }, stage, image)).toEqual({
			...{ x: 101, y: 50, width: 399, height: 300 },
		});
		expect(visibleRegion({ scale: 0.1, left: 0, top: 0 }, stage, image)).toEqual({ x: 0, y: 0, ...image });
		expect(visibleRegion({ scale: 1, left: 390, top: 290 }, stage, image)).toEqual({
			...{ x: 0, y: 0, width: 10, height: 10 },
		});
		expect(visibleRegion({ scale: 1, left: 500, top: 0 }, stage, image)).toBeNull();
	});

	it('is looked at by the key, and the whole image again where it is already', () => {
		const viewport = { scale: 1, left: -100, top: -50 };
		const region = nextRegion({ closer: null, viewport }, stage, image);
		expect(region).toEqual({ x: 100, y: 50, ...stage });
		const closer = { region: region!, isReady: true };
		expect(nextRegion({ closer, viewport: { ...viewport, left: -105 } }, stage, image)).toBeNull();
		expect(nextRegion({ closer, viewport: { ...viewport, left: -300 } }, stage, image)).toEqual({
			...{ x: 300, y: 50, ...stage },
		});
	});
});

describe('a closer look', () => {
	const shown = (side: number, scale: number) => {
		const segmentation = { size: [3000, 4000], counts: '' } as const;
		const candidate = {
			...{ level: 1, score: 1, area: side * side, bbox: [200, 200, side, side] as const },
			segmentation,
		};
		const levels = { candidates: [candidate], shown: 0, first: 0 };
		const viewport = { scale, left: -100 * scale, top: -100 * scale };
		return { ...initialState, viewport, prompting: { ...initialState.prompting, levels } };
	};
	it('is offered for small things in a view that is zoomed in', () => {
		expect(offersCloserLook(shown(100, 1), stage, image)).toBe(true);
		expect(offersCloserLook(shown(200, 1), stage, image)).toBe(false);
		expect(offersCloserLook(shown(100, 0.1), stage, image)).toBe(false);
		const closer = { region: { x: 0, y: 0, width: 400, height: 300 }, isReady: true };
		expect(offersCloserLook({ ...shown(100, 1), closer }, stage, image)).toBe(false);
		expect(offersCloserLook({ ...initialState, viewport: { scale: 1, left: 0, top: 0 } }, stage, image)).toBe(
			false,
		);
	});
});
