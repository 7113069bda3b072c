import { describe, expect, it } from 'vitest';
import { offeredCategories } from '../../../../src/editor/categories/offeredCategories';

const object = (name: string) => ({ name, kind: 'object' as const });
const part = (name: string) => ({ name, kind: 'part' as const });
const names = (offered: readonly { readonly name: string }[]) => offered.map(({ name }) => name);

const list = [{ ...object('dog'), parts: ['tail'] }, object('cat'), part('head'), part('tail')];

describe('the categories that are offered', () => {
	it('are those used last and those of the file, where the folder has no list', () => {
		const offered = offeredCategories({
			list: undefined,
			remembered: [object('cat'), object('dog')],
			present: [object('dog'), object('cow')],
		});
		expect(names(offered)).toEqual(['cat', 'dog', 'cow']);
		expect(offered.map(({ isForgettable }) => isForgettable)).toEqual([true, false, false]);
		expect(offered.some(({ isUnlisted }) => isUnlisted)).toBe(false);
	});

	it('are those of the list first, the last used before the others, and the rest is said not to be in it', () => {
		const offered = offeredCategories({ list, remembered: [object('ufo'), part('head')], present: [] });
		expect(names(offered)).toEqual(['head', 'dog', 'cat', 'tail', 'ufo']);
		expect(names(offered.filter(({ isUnlisted }) => isUnlisted))).toEqual(['ufo']);
	});

	it('are the allowed parts first, inside an object that has some', () => {
		const offered = offeredCategories({ list, remembered: [part('head')], present: [], whole: 'dog' });
		expect(names(offered)).toEqual(['tail', 'head', 'dog', 'cat']);
	});
});
