import { describe, expect, it } from 'vitest';
import { BetweenMasks } from '../../../src/inference/betweenMasks';
import type { Candidate } from '../../../src/shared/candidate';

const mask = (area: number): Candidate => ({
	...{ level: 0, score: 1, area, bbox: [0, 0, 1, area] },
	segmentation: { size: [1, area], counts: `${area}` },
});
const atOnce = async () => undefined;

describe('masks between levels', () => {
	it('are given to who asked for them, once', async () => {
		const between = new BetweenMasks();
		between.keepFor('a')(() => [mask(1), undefined, mask(2)]);
		expect(await between.take('b', atOnce)).toEqual([]);
		expect(await between.take('a', atOnce)).toEqual([mask(1), mask(2)]);
		expect(await between.take('a', atOnce)).toEqual([]);
	});

	it('are forgotten as soon as something else is asked', async () => {
		const between = new BetweenMasks();
		between.keepFor('a')(() => [mask(1)]);
		between.keepFor('a');
		expect(await between.take('a', atOnce)).toEqual([]);
	});

	it('are made one by one, until a pause says that nobody waits', async () => {
		const between = new BetweenMasks();
		let made = 0;
		between.keepFor('a')(function* () {
			for (; made < 9; made++) yield mask(made + 1);
		});
		const pause = async () => {
			if (made === 2) throw new Error('nobody waits');
		};
		await expect(between.take('a', pause)).rejects.toThrow('nobody waits');
		expect(made).toBe(2);
	});
});
