import { describe, expect, it } from 'vitest';
import { searchAlike } from '../../../../src/editor/session/searchAlike';
import type { Annotation, AnnotationSet } from '../../../../src/shared/annotations/annotation';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import type { Rle } from '../../../../src/shared/mask/rle';
import { area, bbox } from '../../../../src/shared/mask/runLengths';
import { box } from '../../shared/annotations/annotationSets';

const maskOf = (x: number) => {
	const mask = box(x, 0, 2, 2);
	return { segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
};
const annotation = (id: number, categoryId: number, x: number): Annotation => ({
	id,
	categoryId,
	...maskOf(x),
});
const set: AnnotationSet = {
	annotations: [
		annotation(1, 1, 0),
		annotation(2, 2, 3),
		annotation(3, 1, 6),
		{ ...annotation(4, 2, 9), isLocked: true },
	],
	categories: [
		{ id: 1, name: 'wheel', kind: 'part' },
		{ id: 2, name: 'uncategorised', kind: 'object' },
	],
};
const found = (x: number) => ({ ...maskOf(x), level: 1, score: 0.9, point: { x: x + 1, y: 1 } });

/** A model that finds these masks, of which all look the same. */
function questions(xs: readonly number[]) {
	const described: Rle[] = [];
	return {
		described,
		masksLike: async (
			_like: readonly Rle[],
			onProgress: (progress: { step: 'proposing' | 'making'; done: number; total: number }) => void,
		) => {
			onProgress({ step: 'proposing', done: 1, total: 2 });
			onProgress({ step: 'making', done: 1, total: 2 });
			return { masks: xs.map((x) => ({ ...found(x), levels: [1] })), levels: 6, points: 9, pack: 'a-pack' };
		},
		describe: async (masks: readonly Rle[]) => {
			described.push(...masks);
			return { space: 'a', descriptors: masks.map(() => Float32Array.of(1, 0)) };
		},
	};
}

const search = (xs: readonly number[], ids: readonly number[], done: number[] = []) =>
	searchAlike({
		questions: questions(xs),
		set,
		references: ids.map((id) => set.annotations.find((one) => one.id === id)!),
		signal: new AbortController().signal,
		onProgress: (part) => done.push(part),
	});

describe('what is searched for masks that are alike', () => {
	it('is what the model finds and what has no name yet, but not what has one or is locked', async () => {
		const { masks, category, pack } = await search([0, 3, 6, 9, 12], [1]);
		expect(masks.map(({ bbox: [x], annotation }) => [x, annotation]).sort()).toEqual([
			[12, undefined],
			[3, 2],
		]);
		expect([category, pack]).toEqual([{ name: 'wheel', kind: 'part' }, 'a-pack']);
	});

	it('gets the category of the reference that was selected last', async () => {
		expect((await search([12], [1, 2])).category).toEqual({ name: 'uncategorised', kind: 'object' });
	});

	it('says how far it is, never going back', async () => {
		const done: number[] = [];
		await search([12], [1], done);
		expect(done).toEqual([0.4, 0.9]);
	});
});
