import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../../src/shared/jsonFault';
import fc from '../fastCheck';

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

const json = fc
	.tuple(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'))
	.map(([value, indent]) => JSON.stringify(value, undefined, indent));

const nearlyJson = fc
	.tuple(
		json,
		fc.nat(200),
		fc.nat(3),
		fc.string({ unit: fc.constantFrom(...'{}[],:"\\/0-1.e+ut\n\u0001 '), maxLength: 3 }),
	)
	.map(([text, at, length, inserted]) => {
		const start = at % (text.length + 1);
		return text.slice(0, start) + inserted + text.slice(start + length);
	});

describe('JSON fault', () => {
	it('is found where JSON.parse refuses, and nowhere else', () => {
		fc.assert(
			fc.property(fc.oneof(json, nearlyJson, fc.string()), (text) => {
				expect(jsonFault(text) === undefined).toBe(isJson(text));
			}),
			{ numRuns: 2000 },
		);
	});

	it.each([
		['', 1, 1, 'a value is missing'],
		['{', 1, 2, 'a closing brace is missing'],
		['[1,\n]', 2, 1, 'a value is missing'],
		['{"a":1,}', 1, 8, 'a name in quotes is missing'],
		['{"a" 1}', 1, 6, 'a colon is missing'],
		['[1\n\t2]', 2, 2, 'a comma is missing'],
		['{"a":1 "b":2}', 1, 8, 'a comma is missing'],
		['{} x', 1, 4, '"x" does not belong here'],
		['["a\nb"]', 1, 2, 'a text in quotes is not closed on its line'],
		['["a\\x"]', 1, 2, 'a text has an invalid escape'],
		['[01]', 1, 3, 'a comma is missing'],
		['[\n<<<<<<< HEAD\n1]', 2, 1, 'this is a conflict marker of Git. Resolve the conflict'],
		['[😀]', 1, 2, '"😀" does not belong here'],
	])('of %j has line, column and sentence', (text, line, column, reason) => {
		const message = `Line ${line}, column ${column} is not valid JSON: ${reason}`;
		expect(jsonFault(text)).toEqual({ line, column, message });
	});

	it('is found in texts of many megabytes', () => {
		expect(jsonFault(`["${'x'.repeat(5_000_000)}"`)?.column).toBe(5_000_004);
		expect(jsonFault('['.repeat(1_000_000))?.message).toContain('nested too deeply');
	});
});
