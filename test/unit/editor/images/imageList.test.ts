import { describe, expect, it } from 'vitest';
import {
	countBegun,
	countDone,
	filterImages,
	type ImageState,
	type ListedImage,
	stateOf,
	stepFrom,
} from '../../../../src/editor/images/imageList';
import { summariseSidecar } from '../../../../src/formats/sidecar/sidecarSummary';

const image = (key: string, state?: 'annotated' | 'unsaved'): ListedImage => ({
	key,
	isAnnotated: state === 'annotated',
	isUnsaved: state === 'unsaved',
});
const images = [
	image('a'),
	image('b', 'annotated'),
	image('c', 'unsaved'),
	image('d'),
	image('e', 'annotated'),
];

describe('a step through the images', () => {
	it('leads to the one after or before, and ends at the ends', async () => {
		expect((await stepFrom(images, 'a', 'next'))?.key).toBe('b');
		expect(await stepFrom(images, 'e', 'next')).toBeUndefined();
		expect((await stepFrom(images, 'b', 'previous'))?.key).toBe('a');
		expect(await stepFrom(images, 'a', 'previous')).toBeUndefined();
	});

	it('can skip some, and asks of no more images than it has to', async () => {
		const asked: string[] = [];
		const isAnnotated = async (image: ListedImage) => {
			asked.push(image.key);
			return image.isAnnotated;
		};
		expect((await stepFrom(images, 'a', 'nextUnannotated', isAnnotated))?.key).toBe('c');
		expect(asked).toEqual(['b', 'c']);
		expect(await stepFrom(images, 'd', 'nextUnannotated', isAnnotated)).toBeUndefined();
	});

	it('from an image that is gone begins at the first', async () => {
		expect((await stepFrom(images, 'gone', 'next'))?.key).toBe('a');
		expect(await stepFrom(images, 'gone', 'previous')).toBeUndefined();
	});
});

it('counts what has been begun, saved or not', () => {
	expect(countBegun(images)).toBe(3);
});

describe('the state of an image', () => {
	const summary = (isDone: boolean, ...names: string[]) => {
		const categories = names.map((name) => ({ name, kind: 'object' as const, count: 1 }));
		return { isDone, count: 1, categories };
	};
	const list: ListedImage[] = [
		image('a'),
		{ ...image('b', 'annotated'), summary: summary(true, 'dog') },
		{ ...image('c', 'annotated'), summary: summary(false, 'dog', 'cat') },
		{ ...image('d', 'unsaved'), summary: summary(true) },
		image('e', 'annotated'),
	];
	const left = (states: readonly ImageState[], categories: readonly string[] = []) =>
		filterImages(list, { states, categories }).map(({ key }) => key);

	it('is what is in its file, unless something is not saved', () => {
		expect(list.map(stateOf)).toEqual(['none', 'done', 'annotated', 'unsaved', 'annotated']);
		expect(countDone(list)).toBe(1);
	});

	it('filters, as categories do', () => {
		expect(left([])).toEqual(['a', 'b', 'c', 'd', 'e']);
		expect(left(['none', 'done'])).toEqual(['a', 'b']);
		expect(left([], ['dog'])).toEqual(['b', 'c']);
		expect(left(['annotated'], ['dog'])).toEqual(['c']);
	});
});

it('reads of a sidecar what a list needs, and nothing of a damaged one', () => {
	const dog = { id: 3, name: 'dog' };
	const json = {
		info: { strata: { schema: 1, done: true } },
		categories: [dog, { id: 4, name: 'cat' }],
		annotations: [{ category_id: 3 }, { category_id: 3 }],
	};
	expect(summariseSidecar(JSON.stringify(json))).toEqual({
		...{ isDone: true, count: 2 },
		categories: [{ name: 'dog', kind: 'object', count: 2 }],
	});
	for (const text of ['', '{', 'null', '{"annotations":[null]}', '{"categories":7}'])
		expect(summariseSidecar(text)).toEqual({ isDone: false, count: 0, categories: [] });
});
