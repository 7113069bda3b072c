import { describe, expect, it } from 'vitest';
import { parseExamples, serializeExamples } from '../../../src/naming/exampleFile';
import {
	countNames,
	maxPerImage,
	maxPerName,
	undescribed,
	withImage,
	withNameChanged,
	withoutName,
} from '../../../src/naming/exampleMemory';
import type { NamedExample, NamedMask } from '../../../src/naming/namedExample';
import type { CategoryName } from '../../../src/shared/annotations/annotationEdits';
import type { Descriptor } from '../../../src/shared/descriptor';
import fc from '../fastCheck';
import { along, namedExamples } from './names';

const masks: fc.Arbitrary<NamedMask[]> = fc.uniqueArray(
	fc.record({
		annotation: fc.integer({ min: 1, max: 9 }),
		mask: fc.constantFrom('a', 'b'),
		name: fc.constantFrom('wheel', 'hub'),
		kind: fc.constantFrom('object' as const, 'part' as const),
	}),
	{ selector: ({ annotation }) => annotation },
);

/** The memory after looks at images one after another, all described. */
const follow = (examples: readonly NamedExample[], image: string, named: readonly NamedMask[]) => {
	const found = undescribed(examples, image, named).map(({ annotation }) => annotation);
	return withImage(
		examples,
		image,
		named,
		new Map(found.map((id): [number, Descriptor] => [id, along(id % 6)])),
	);
};
const looks = fc.array(fc.tuple(fc.constantFrom('one', 'two'), masks), { maxLength: 6 });
const memoryAfter = (all: readonly (readonly [string, readonly NamedMask[]])[]) =>
	all.reduce<readonly NamedExample[]>((examples, [image, named]) => follow(examples, image, named), []);

const wheel = (annotation: number): NamedMask => ({ annotation, mask: 'a', name: 'wheel', kind: 'part' });

describe('the memory of names', () => {
	it('holds of each image what it was last seen with, whatever came before', () => {
		fc.assert(
			fc.property(looks, (all) => {
				const examples = memoryAfter(all);
				const last = new Map(all);
				const held = examples.map(({ image, annotation, mask, name, kind }) =>
					[image, annotation, mask, name, kind].join(),
				);
				const wanted = [...last].flatMap(([image, named]) =>
					named.map(({ annotation, mask, name, kind }) => [image, annotation, mask, name, kind].join()),
				);
				expect(held.sort()).toEqual(wanted.sort());
			}),
		);
	});

	it('asks for no descriptor twice, and stays the same object where nothing has changed', () => {
		fc.assert(
			fc.property(looks, (all) => {
				const examples = memoryAfter(all);
				for (const [image, named] of new Map(all)) {
					expect(undescribed(examples, image, named)).toEqual([]);
					expect(withImage(examples, image, named, new Map())).toBe(examples);
				}
			}),
		);
	});

	it('has what was named or renamed last at its end', () => {
		const both = follow([], 'one', [wheel(1), wheel(2)]);
		const renamed = follow(both, 'one', [{ ...wheel(1), name: 'hub' }, wheel(2)]);
		expect(renamed.map(({ name, annotation }) => `${name} ${annotation}`)).toEqual(['wheel 2', 'hub 1']);
		expect(countNames(renamed).map(({ name }) => name)).toEqual(['hub', 'wheel']);
	});

	it('keeps a few of very many, the last ones', () => {
		const windows = Array.from({ length: 60 }, (_, i) => wheel(i + 1));
		let examples = follow([], 'one', windows);
		expect(examples.map(({ annotation }) => annotation)).toEqual(
			windows.slice(-maxPerImage).map(({ annotation }) => annotation),
		);
		for (let image = 0; image < 20; image++) examples = follow(examples, `${image}`, windows);
		expect(examples).toHaveLength(maxPerName);
		expect(examples.at(-1)?.image).toBe('19');
	});

	it('forgets a name, or knows it under another', () => {
		fc.assert(
			fc.property(fc.array(namedExamples), (examples) => {
				const [name, other] = [
					{ name: 'wheel', kind: 'part' as const },
					{ name: 'tyre', kind: 'part' as const },
				];
				const count = (list: readonly NamedExample[], of: CategoryName) =>
					list.filter((one) => one.name === of.name && one.kind === of.kind).length;
				expect(count(withoutName(examples, name), name)).toBe(0);
				const renamed = withNameChanged(examples, name, other);
				expect(count(renamed, other)).toBe(count(examples, name));
				expect(renamed).toHaveLength(examples.length);
			}),
		);
	});
});

describe('the file of the memory', () => {
	it('gives back what was written, numbers to a hundredth', () => {
		fc.assert(
			fc.property(fc.array(namedExamples), (examples) => {
				const read = parseExamples(serializeExamples(examples))!;
				expect(read.map(({ descriptor: _, ...rest }) => rest)).toEqual(
					examples.map(({ descriptor: _, ...rest }) => rest),
				);
				for (const [i, { descriptor }] of read.entries()) {
					for (const [at, number] of descriptor.entries()) {
						expect(Math.abs(number - examples[i]!.descriptor[at]!)).toBeLessThan(0.01);
					}
				}
			}),
		);
	});

	it('that is damaged is none', () => {
		const text = serializeExamples([
			{ image: 'one', ...wheel(1), descriptor: along(1) },
			{ image: 'one', ...wheel(2), descriptor: along(2) },
		]);
		expect(parseExamples(text.slice(0, -5))).toBeUndefined();
		expect(parseExamples(text.replace('"version":1', '"version":2'))).toBeUndefined();
		expect(parseExamples(text.replace(/"descriptor":"[^"]*"/, '"descriptor":"AAAA"'))).toBeUndefined();
		fc.assert(fc.property(fc.string(), (any) => void parseExamples(any)));
	});
});
