import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../../../src/formats/sidecar/jsonFault';
import fc from '../../fastCheck';

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
	it('is found exactly where JSON.parse refuses', () => {
		fc.assert(
			fc.property(fc.oneof(json, nearlyJson, fc.string()), (text) => {
				expect(jsonFault(text) === undefined).toBe(isJson(text));
			}),
			{ numRuns: 2000 },
		);
	});

	it.each([
		['', 1, 1, 'a value', 'the end of the file'],
		['{', 1, 2, 'a name in quotes or "}"', 'the end of the file'],
		['[1,\n]', 2, 1, 'a value', '"]"'],
		['{"a":1,}', 1, 8, 'a name in quotes', '"}"'],
		['{"a" 1}', 1, 6, '":"', '"1"'],
		['[1\n\t2]', 2, 2, '"," or "]"', '"2"'],
		['{"a":1 "b":2}', 1, 8, '"," or "}"', '"\\""'],
		['{} x', 1, 4, 'the end of the file', '"x"'],
		['["a\nb"]', 1, 4, 'the closing quote of a text', '"\\n"'],
		['["a\\x"]', 1, 5, 'an escape such as \\n or \\u0041', '"x"'],
		['[01]', 1, 3, '"," or "]"', '"1"'],
		['[\n<<<<<<< HEAD\n1]', 2, 1, 'a value or "]"', 'a conflict marker of Git'],
		['[😀]', 1, 2, 'a value or "]"', '"😀"'],
	])('of %j has line, column and sentence', (text, line, column, expected, received) => {
		const message = `Expected ${expected} for line ${line}, column ${column} but received ${received}`;
		expect(jsonFault(text)).toEqual({ line, column, message });
	});

	it('is found in texts of many megabytes', () => {
		expect(jsonFault(`["${'x'.repeat(5_000_000)}"`)?.column).toBe(5_000_004);
		expect(jsonFault('['.repeat(1_000_000))?.column).toBe(1_000_001);
	});
});
