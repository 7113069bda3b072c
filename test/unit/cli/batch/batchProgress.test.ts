import { describe, expect, it } from 'vitest';
import { describeProgress } from '../../../../src/cli/batch/batchProgress';

describe('the progress of a batch', () => {
	it.each([
		[{ seen: 0, total: 100, worked: 0, milliseconds: 900 }, '0 of 100 images'],
		[{ seen: 40, total: 100, worked: 0, milliseconds: 900 }, '40 of 100 images'],
		[
			{ seen: 50, total: 100, worked: 10, milliseconds: 30_000 },
			'50 of 100 images, 20 per minute, 3 min left',
		],
		[
			{ seen: 99, total: 100, worked: 10, milliseconds: 30_000 },
			'99 of 100 images, 20 per minute, less than a minute left',
		],
		[
			{ seen: 1, total: 1000, worked: 1, milliseconds: 24_000 },
			'1 of 1000 images, 2.5 per minute, 6 h 40 min left',
		],
		[{ seen: 100, total: 100, worked: 50, milliseconds: 60_000 }, '100 of 100 images, 50 per minute'],
		[{ seen: 7, total: undefined, worked: 7, milliseconds: 60_000 }, '7 images, 7.0 per minute'],
		// A total that was an estimate.
		[{ seen: 12, total: 10, worked: 12, milliseconds: 60_000 }, '10 of 10 images, 12 per minute'],
	])('%j is “%s”', (state, text) => {
		expect(describeProgress(state)).toBe(text);
	});
});
