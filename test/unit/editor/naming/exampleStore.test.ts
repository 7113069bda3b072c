import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExampleStore } from '../../../../src/editor/naming/exampleStore';
import { parseExamples, serializeExamples } from '../../../../src/naming/exampleFile';
import type { NamedExample } from '../../../../src/naming/namedExample';
import { along } from '../../naming/names';

const example = (annotation: number): NamedExample => ({
	...{ image: 'one', annotation, mask: 'a', name: 'wheel', kind: 'part' },
	descriptor: along(annotation % 6),
});
const ids = (examples: readonly NamedExample[] | undefined) => examples?.map(({ annotation }) => annotation);

let folder: string;
const reported: unknown[] = [];
const open = (where: string | undefined = path.join(folder, 'names')) =>
	new ExampleStore(where, (error) => reported.push(error));
const file = (space: string) => path.join(folder, 'names', `${space}.json`);

beforeEach(async () => {
	reported.length = 0;
	folder = await mkdtemp(path.join(tmpdir(), 'strata-names-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Waits for what a file holds. */
const untilFile = async (space: string, wanted: readonly number[]) => {
	await expect
		.poll(async () => ids(parseExamples(await readFile(file(space), 'utf8').catch(() => ''))), {
			timeout: 10_000,
		})
		.toEqual(wanted);
};

describe('the store of examples', () => {
	it('loses none of several changes at once, and has them again after a restart', async () => {
		const store = open();
		const add = (id: number) => store.change('space', (before) => [...before, example(id)]);
		await Promise.all([1, 2, 3, 4].map(add));
		expect(ids(await store.read('space'))).toEqual([1, 2, 3, 4]);
		store.dispose();
		await untilFile('space', [1, 2, 3, 4]);
		expect(ids(await open().read('space'))).toEqual([1, 2, 3, 4]);
		expect(ids(await open().present())).toEqual([1, 2, 3, 4]);
	});

	it('never gives one model what another one saw', async () => {
		const store = open();
		await store.change('space', () => [example(1)]);
		expect(await store.read('other')).toEqual([]);
	});

	it('changes all models’ examples where a name is forgotten, also those of models that are not in use', async () => {
		await mkdir(path.join(folder, 'names'));
		await writeFile(file('old'), serializeExamples([example(1), example(2)]));
		const store = open();
		await store.change('new', () => [example(1), example(3)]);
		await store.changeAll((examples) => examples.filter(({ annotation }) => annotation !== 1));
		store.dispose();
		await untilFile('old', [2]);
		await untilFile('new', [3]);
	});

	it('begins anew where its file is damaged, and forgets all when asked', async () => {
		await mkdir(path.join(folder, 'names'));
		await writeFile(file('space'), '{ "version": 1, "examples": [');
		const store = open();
		expect(await store.read('space')).toEqual([]);
		await store.change('space', () => [example(1)]);
		await untilFile('space', [1]);
		await store.clear();
		expect(await readdir(folder)).toEqual([]);
		expect(await store.read('space')).toEqual([]);
		store.dispose();
		expect(reported).toEqual([]);
	});

	it('keeps them without a workspace for as long as it is there', async () => {
		const store = new ExampleStore(undefined, (error) => reported.push(error));
		await store.change('space', () => [example(1)]);
		expect(ids(await store.read('space'))).toEqual([1]);
		store.dispose();
		expect(await readdir(folder)).toEqual([]);
	});
});
