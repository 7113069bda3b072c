import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoryListJsonSchema } from '../../../../src/formats/categoryList/categoryListJsonSchema';
import {
	parseCategoryList,
	serializeCategoryList,
} from '../../../../src/formats/categoryList/parseCategoryList';

const file = path.resolve(import.meta.dirname, '../../../../media/schemas/categories.schema.json');
const schema = JSON.parse(readFileSync(file, 'utf8'));
// `color-hex` is VS Code's own.
const isValid = new Ajv({ formats: { 'color-hex': true } }).compile(schema);

const name = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && text !== '');
const category = fc.record(
	{
		name,
		kind: fc.constantFrom('object' as const, 'part' as const),
		colour: fc.constantFrom('#3b82f6', '#FFFFFF'),
		parts: fc.array(name, { maxLength: 3 }),
	},
	{ requiredKeys: ['name', 'kind'] },
);
const list = fc
	.uniqueArray(category, { selector: ({ name, kind }) => `${kind}\n${name}`, maxLength: 9 })
	.map((all) => all.map((one, i) => (i % 2 === 0 ? { ...one, hotkey: i + 1 } : one)));

const problemOf = (value: unknown) => parseCategoryList(JSON.stringify(value));

describe('the list of categories of a folder', () => {
	it('is read back as it was written, and fits its JSON schema', () => {
		fc.assert(
			fc.property(list, (one) => {
				const text = serializeCategoryList(one);
				expect(parseCategoryList(text)).toEqual({ list: one });
				expect(isValid(JSON.parse(text)), JSON.stringify(isValid.errors)).toBe(true);
			}),
		);
	});

	it('takes categories without a kind as objects', () => {
		expect(problemOf({ categories: [{ name: 'dog' }] })).toEqual({ list: [{ name: 'dog', kind: 'object' }] });
	});

	it('says what is wrong, and never throws', () => {
		expect(problemOf({ categories: [{ name: 'dog', colour: 'red' }] })).toEqual({
			problem: 'categories[0].colour should be a colour such as "#3b82f6"',
		});
		expect(problemOf([])).toEqual({ problem: 'the file should be an object' });
		const dog = { name: 'dog', hotkey: 1 };
		expect(problemOf({ categories: [dog, dog] })).toEqual({ problem: 'the object “dog” is listed twice' });
		expect(problemOf({ categories: [dog, { ...dog, name: 'cat' }] })).toEqual({
			problem: 'two categories have the hotkey 1',
		});
		fc.assert(fc.property(fc.string(), (text) => void parseCategoryList(text)));
	});

	it('has the JSON schema of the code: run `npm run schema` after a change of the shape', () => {
		expect(schema).toEqual(JSON.parse(JSON.stringify(categoryListJsonSchema())));
	});
});
