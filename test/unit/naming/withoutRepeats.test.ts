import { describe, expect, it } from 'vitest';
import { withoutRepeats } from '../../../src/naming/withoutRepeats';

const name = (of: string, isLearned = false) => ({
	...{ name: of, kind: 'object' as const, confidence: 0.9, isLearned },
});

describe('names of masks within one another', () => {
	it('are not given twice by a detector, however deep the second one lies', () => {
		const names = new Map([
			[1, name('person')],
			[2, name('person')],
			[3, name('tie')],
			[4, name('person')],
			[5, name('person')],
		]);
		const parents = new Map([
			[2, 1],
			[3, 2],
			[4, 3],
		]);
		expect([...withoutRepeats(names, parents).keys()]).toEqual([1, 3, 5]);
	});

	it('stay where they were learned', () => {
		const names = new Map([
			[1, name('box')],
			[2, name('box', true)],
		]);
		expect(withoutRepeats(names, new Map([[2, 1]])).size).toBe(2);
	});
});
