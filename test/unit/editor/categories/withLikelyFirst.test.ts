import { describe, expect, it } from 'vitest';
import { withLikelyFirst } from '../../../../src/editor/categories/withLikelyFirst';

const known = (name: string, hotkey?: number) => ({
	...{ name, kind: 'object' as const, isForgettable: true, isUnlisted: false },
	...(hotkey !== undefined && { hotkey }),
});
const list = [known('osprey'), known('otter', 2), known('zebra')];
const likely = (name: string, kind: 'object' | 'part' = 'object') => ({ name, kind, isLearned: true });

describe('likely names', () => {
	it('come first in their order, each once, with what is known of them', () => {
		expect(withLikelyFirst(list, [likely('zebra'), likely('otter')], false)).toEqual([
			list[2],
			list[1],
			list[0],
		]);
	});

	it('are offered where the list has them not, or only as the other kind', () => {
		const [first, ...others] = withLikelyFirst(list, [likely('otter', 'part')], true);
		expect(first).toEqual({ name: 'otter', kind: 'part', isForgettable: true, isUnlisted: true });
		expect(others).toEqual(list);
	});

	it('cannot be forgotten where nobody taught them', () => {
		const [first] = withLikelyFirst(list, [{ ...likely('bear'), isLearned: false }], false);
		expect(first).toMatchObject({ name: 'bear', isForgettable: false });
	});

	it('leave the list as it is where there are none', () => {
		expect(withLikelyFirst(list, [], true)).toEqual(list);
	});
});
