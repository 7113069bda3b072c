import { describe, expect, it } from 'vitest';
import type { KnownNames } from '../../../src/naming/asCalled';
import { likelyParts } from '../../../src/naming/likelyParts';

const part = (name: string, share: number, ...also: string[]) => ({ name, also, share });
const known = (isClosed: boolean, ...names: string[]): KnownNames => ({
	...{ isClosed, names: names.map((name) => ({ name, kind: 'part' as const })) },
});
const namesOf = (found: readonly ReturnType<typeof part>[], of: KnownNames = known(false)) =>
	likelyParts(found, of).map(({ name }) => name);

describe('the likely names of a part', () => {
	it('are none where the first is not sure enough, and three at most', () => {
		expect(namesOf([part('shirt', 0.45), part('coat', 0.4)])).toEqual([]);
		expect(namesOf([part('shirt', 0.6), part('coat', 0.2), part('dress', 0.15), part('hat', 0.1)])).toEqual([
			'shirt',
			'coat',
			'dress',
		]);
		expect(namesOf([part('shirt', 0.9), part('coat', 0.05)])).toEqual(['shirt']);
		expect(likelyParts([part('shirt', 0.6)], known(false), 'many')).toEqual([]);
	});

	it('are the user’s own words for them, or for a kind of them', () => {
		expect(namesOf([part('shoe', 0.9, 'shoes', 'boots')], known(false, 'Boots'))).toEqual(['Boots']);
		expect(namesOf([part('shoe', 0.9, 'shoes')], known(false, 'sleeve'))).toEqual(['shoe']);
		const object: KnownNames = { isClosed: false, names: [{ name: 'shoes', kind: 'object' }] };
		expect(namesOf([part('shoe', 0.9, 'shoes')], object)).toEqual(['shoe']);
	});

	it('are only names of the list where the folder has one', () => {
		const found = [part('hair', 0.7), part('hat', 0.25)];
		expect(namesOf(found, known(true, 'hat'))).toEqual([]);
		expect(namesOf(found, known(true, 'hat', 'hair'))).toEqual(['hair', 'hat']);
	});
});
