import { describe, expect, it } from 'vitest';
import { countBegun, type ListedImage, stepFrom } from '../../../../src/editor/images/imageList';

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
	it('leads to the one after or before, and ends at the ends', () => {
		expect(stepFrom(images, 'a', 'next')?.key).toBe('b');
		expect(stepFrom(images, 'e', 'next')).toBeUndefined();
		expect(stepFrom(images, 'b', 'previous')?.key).toBe('a');
		expect(stepFrom(images, 'a', 'previous')).toBeUndefined();
	});

	it('can skip what has been begun', () => {
		expect(stepFrom(images, 'a', 'nextUnannotated')?.key).toBe('d');
		expect(stepFrom(images, 'd', 'nextUnannotated')).toBeUndefined();
	});

	it('from an image that is gone begins at the first', () => {
		expect(stepFrom(images, 'gone', 'next')?.key).toBe('a');
		expect(stepFrom(images, 'gone', 'previous')).toBeUndefined();
	});
});

it('counts what has been begun, saved or not', () => {
	expect(countBegun(images)).toBe(3);
});
