import { describe, expect, it } from 'vitest';
import { coarseOutline } from '../../../../webview/stage/coarseOutline';

describe('a coarse outline', () => {
	it('is the outline itself at full size', () => {
		const loop = Int32Array.of(0, 0, 3, 0, 3, 3);
		expect(coarseOutline(loop, 1)).toBe(loop);
	});

	it('has stairs made straight', () => {
		const stairs = [0, 0, 8, 0, 8, 1, 16, 1, 16, 2, 24, 2, 24, 16, 0, 16];
		expect(coarseOutline(stairs, 8)).toEqual([0, 0, 24, 0, 24, 16, 0, 16]);
	});

	it('stays within half a step of where it was', () => {
		const circle = Array.from({ length: 360 }, (_, i) => {
			const angle = (Math.floor(i / 2) * Math.PI) / 90;
			return i % 2 === 0 ? 100 + 60 * Math.cos(angle) : 100 + 60 * Math.sin(angle);
		});
		const coarse = Array.from(coarseOutline(circle, 4));
		expect(coarse.length).toBeLessThan(circle.length / 2);
		for (let i = 0; i < coarse.length; i += 2) {
			const radius = Math.hypot(coarse[i]! - 100, coarse[i + 1]! - 100);
			expect(Math.abs(radius - 60)).toBeLessThanOrEqual(2 * Math.SQRT2);
		}
	});

	it('is no more than two corners where nothing is left', () => {
		expect(coarseOutline([1, 1, 2, 1, 2, 2, 1, 2], 16).length).toBeLessThan(6);
	});
});
