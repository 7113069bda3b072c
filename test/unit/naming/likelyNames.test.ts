import { describe, expect, it } from 'vitest';
import { likelyNames, rankNames } from '../../../src/naming/likelyNames';
import type { NamedExample } from '../../../src/naming/namedExample';
import fc from '../fastCheck';
import { along, descriptors, namedExamples } from './names';

const example = (name: string, axis: number, more: Partial<NamedExample> = {}): NamedExample => ({
	...{ image: 'one', annotation: 1, mask: 'a', name, kind: 'object', descriptor: along(axis, 0.03) },
	...more,
});
const masks = fc.record({ image: fc.constantFrom('one', 'two', 'new'), descriptor: descriptors });
const kinds = fc.constantFrom('object' as const, 'part' as const);
const named = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe('the likely names of a mask', () => {
	it('are that of the thing that looks like it, the third time already', () => {
		const examples = [example('wheel', 0), example('hub', 1), example('wheel', 0, { annotation: 3 })];
		const found = likelyNames(examples, { image: 'one', descriptor: along(0) }, 'object');
		expect(found[0]).toMatchObject({ name: 'wheel', kind: 'object' });
	});

	it('are none where nothing looks like it', () => {
		const examples = [example('wheel', 0), example('hub', 1), example('wheel', 0, { annotation: 3 })];
		expect(likelyNames(examples, { image: 'one', descriptor: along(4) }, 'object')).toEqual([]);
		expect(likelyNames([], { image: 'one', descriptor: along(4) }, 'object')).toEqual([]);
	});

	it('are of the suggested kind, and of the other one only where that has none', () => {
		const examples = [example('truck', 0), example('bed', 0, { kind: 'part' }), example('lamp', 3)];
		const mask = { image: 'one', descriptor: along(0) };
		expect(named(likelyNames(examples, mask, 'object'))).not.toContain('bed');
		expect(named(likelyNames(examples, mask, 'part'))).toEqual(['bed']);
		const parts = examples.filter(({ kind }) => kind === 'part');
		expect(named(likelyNames(parts, mask, 'object'))).toEqual(['bed']);
	});

	it('are at most three, known ones, each once, the likeliest first', () => {
		fc.assert(
			fc.property(fc.array(namedExamples), masks, kinds, (examples, mask, kind) => {
				const found = likelyNames(examples, mask, kind);
				expect(found.length).toBeLessThanOrEqual(3);
				expect(new Set(named(found)).size).toBe(found.length);
				for (const { name, kind: of, confidence } of found) {
					expect(examples.some((one) => one.name === name && one.kind === of)).toBe(true);
					expect(confidence).toBeGreaterThan(0);
					expect(confidence).toBeLessThan(1);
				}
				expect(new Set(found.map((one) => one.kind)).size).toBeLessThanOrEqual(1);
			}),
		);
	});
});

describe('how sure a name is', () => {
	const mask = { image: 'two', descriptor: along(0) };
	const others = ['hub', 'lamp', 'cup', 'pear'].map((name, i) => example(name, i + 1));
	const sureness = (examples: readonly NamedExample[], asked: 'one' | 'many') =>
		rankNames(examples, mask, asked).find(({ name }) => name === 'wheel')?.confidence ?? 0;

	it('grows with the names that it is judged against', () => {
		const wheel = example('wheel', 0);
		const sure = others.map((_, count) => sureness([...others.slice(0, count), wheel], 'one'));
		expect(sure).toEqual(sure.toSorted((a, b) => a - b));
		expect(sure[0]).toBeLessThan(0.65);
		expect(sure.at(-1)!).toBeGreaterThan(sure[0]! + 0.1);
	});

	it('is less for a mask that a model has found than for one that the user is about to name', () => {
		const alike = example('wheel', 0, { descriptor: along(0, 0.1) });
		expect(sureness([...others, alike], 'many')).toBeLessThan(sureness([...others, alike], 'one'));
		const examples = [...others, example('wheel', 0, { image: 'two' })];
		expect(likelyNames(examples, mask, 'object', 'many')[0]?.name).toBe('wheel');
	});
});

describe('the rank of a name', () => {
	it('never falls by one more example of it that looks the same as the mask', () => {
		fc.assert(
			fc.property(fc.array(namedExamples, { minLength: 1 }), masks, (all, mask) => {
				const examples = all.map((one) => ({ ...one, kind: 'part' as const }));
				const rank = (list: readonly NamedExample[], name: string) =>
					named(rankNames(list, mask)).indexOf(name);
				const { name } = examples[0]!;
				const more = [...examples, { ...examples[0]!, ...mask }];
				expect(rank(more, name)).toBeLessThanOrEqual(rank(examples, name));
			}),
		);
	});

	it('is higher by an example in the same image, or a newer one, where all else is equal', () => {
		const mask = { image: 'here', descriptor: along(0) };
		const there = example('there', 0, { image: 'elsewhere' });
		const here = example('here', 0, { image: 'here' });
		expect(named(rankNames([here, there], mask))[0]).toBe('here');
		expect(named(rankNames([there, example('new', 0, { image: 'elsewhere' })], mask))[0]).toBe('new');
	});
});
