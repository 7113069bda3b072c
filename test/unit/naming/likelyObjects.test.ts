import { describe, expect, it } from 'vitest';
import type { KnownNames } from '../../../src/naming/asCalled';
import { likelyObjects } from '../../../src/naming/likelyObjects';

const nothing: KnownNames = { names: [], isClosed: false };
const knowing = (isClosed: boolean, ...names: string[]): KnownNames => ({
	names: names.map((name) => ({ name, kind: 'object' })),
	isClosed,
});
const found = (...scores: (readonly [string, number])[]) => scores.map(([name, score]) => ({ name, score }));
const named = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe('the likely names of an object that a detector sees', () => {
	it('are at most three, the likeliest first, each with how often such a name is right', () => {
		const names = likelyObjects(found(['cup', 0.8], ['bowl', 0.3], ['vase', 0.1], ['cat', 0.09]), nothing);
		expect(named(names)).toEqual(['cup', 'bowl', 'vase']);
		const [first, second] = names.map(({ confidence }) => confidence);
		expect(first).toBeGreaterThan(0.9);
		expect(second).toBeLessThan(0.75);
		expect(names.every(({ kind, isLearned }) => kind === 'object' && !isLearned)).toBe(true);
	});

	it('are none where it is not sure enough, or sees nothing', () => {
		expect(likelyObjects(found(['cup', 0.24]), nothing)).toEqual([]);
		expect(likelyObjects([], nothing)).toEqual([]);
	});

	it('leave out what is hardly likely after the first', () => {
		expect(named(likelyObjects(found(['cup', 0.9], ['bowl', 0.005]), nothing))).toEqual(['cup']);
	});

	it('are the user’s own categories where these have the same name, however it is written', () => {
		const seen = found(['wine glass', 0.7], ['cup', 0.3]);
		expect(named(likelyObjects(seen, knowing(false, 'Wine_Glass', 'Cup')))).toEqual(['Wine_Glass', 'Cup']);
		const parts: KnownNames = { names: [{ name: 'Cup', kind: 'part' }], isClosed: false };
		expect(named(likelyObjects(seen, parts))).toEqual(['wine glass', 'cup']);
	});

	it('are only those of the folder’s list where it has one', () => {
		const seen = found(['bowl', 0.7], ['cup', 0.3]);
		expect(named(likelyObjects(seen, knowing(true, 'CUP')))).toEqual(['CUP']);
		expect(likelyObjects(seen, knowing(true, 'otter'))).toEqual([]);
		expect(likelyObjects(found(['bowl', 0.7], ['cup', 0.2]), knowing(true, 'CUP'))).toEqual([]);
	});
});
