import { describe, expect, it } from 'vitest';
import { likelyListed } from '../../../src/naming/likelyListed';

const found = (...shares: number[]) =>
	shares.map((share, i) => ({ name: 'abcdef'[i]!, kind: 'object' as const, share }));
const namesOf = (...shares: number[]) => likelyListed(found(...shares)).map(({ name }) => name);

describe('the likely names of a list', () => {
	it('are none where no name has a large enough share, however many share it', () => {
		expect(namesOf()).toEqual([]);
		expect(namesOf(0.35, 0.33, 0.3)).toEqual([]);
	});

	it('are three at most, those after the first only where they may be right too', () => {
		expect(namesOf(0.9, 0.05)).toEqual(['a']);
		expect(namesOf(0.4, 0.2, 0.2, 0.15)).toEqual(['a', 'b', 'c']);
	});

	it('are never certain, and were not learned', () => {
		const [first] = likelyListed(found(1));
		expect(first!.confidence).toBeLessThan(0.9);
		expect(first!.isLearned).toBe(false);
	});
});
