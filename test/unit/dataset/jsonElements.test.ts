import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ElementReader, type JsonElement, jsonElements } from '../../../src/dataset/jsonElements';
import fc from '../fastCheck';
import { inTemporaryFolder } from './datasets';

async function elementsOf(text: string | Uint8Array): Promise<JsonElement[]> {
	return inTemporaryFolder(async (folder) => {
		const path = join(folder, 'a.json');
		await writeFile(path, text);
		const found: JsonElement[] = [];
		const reader = await ElementReader.open(path);
		for await (const one of jsonElements(path)) {
			// Reading it again by its place gives the same.
			expect(await reader.read(one.offset, one.length)).toEqual(one.value);
			found.push(one);
		}
		await reader.close();
		return found;
	});
}

describe('jsonElements', () => {
	it('gives the entries of all lists and the other values, whatever they are', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.dictionary(fc.string(), fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()), {
					noNullPrototype: true,
				}),
				fc.constantFrom(undefined, 1, '\t'),
				async (object, indent) => {
					const json = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
					const expected = Object.entries(json).flatMap(([key, value]) =>
						Array.isArray(value) ? value.map((one) => [key, one]) : [[key, value]],
					);
					const found = await elementsOf(JSON.stringify(json, undefined, indent));
					expect(found.map(({ key, value }) => [key, value])).toEqual(expected);
				},
			),
			{ numRuns: 200 },
		);
	});

	it('reads a file that is a list itself, also after a byte order mark', async () => {
		expect((await elementsOf('\uFEFF[1, {"a": "]"}, []]')).map(({ value }) => value)).toEqual([
			1,
			{ a: ']' },
			[],
		]);
	});

	it('reads entries that go over the end of what is read at once', async () => {
		const long = 'ä'.repeat(900_000);
		const found = await elementsOf(JSON.stringify({ images: [{ long }, { long, n: 2 }] }));
		expect(found.map(({ value }) => (value as { long: string }).long.length)).toEqual([900_000, 900_000]);
	});

	it.each([
		['{"a": [1, 2', /ends before/],
		['hello', /not a JSON object or list/],
		['{"a": [{]}', /is not JSON|ends before/],
		['{"a": [tru]}', /is not JSON/],
	])('refuses %s', async (text, sentence) => {
		await expect(elementsOf(text)).rejects.toThrow(sentence);
	});
});
