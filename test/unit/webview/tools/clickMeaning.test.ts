import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../../../src/shared/annotations/annotation';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import { area, bbox, fromBitmap } from '../../../../src/shared/mask/runLengths';
import { initialState, type State } from '../../../../webview/store';
import { clickMeaning } from '../../../../webview/tools/clickMeaning';

const width = 20;
const height = 10;

function square(id: number, from: number, to: number): Annotation {
	const bitmap = new Uint8Array(width * height);
	for (let y = from; y < to; y++) bitmap.fill(1, y * width + from, y * width + to);
	const mask = fromBitmap(bitmap, width, height);
	return { id, categoryId: 1, segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
}

/** The same while a click is being answered. */
const prompting = (before: State): State => ({
	...before,
	prompting: { ...before.prompting, prompts: [{ type: 'point', x: 1, y: 1, positive: true }] },
});

const whole = square(1, 0, 9);
const part = square(2, 3, 6);
const state: State = {
	...initialState,
	image: { phase: 'ready', width, height },
	document: { annotations: [whole, part], categories: [{ id: 1, name: 'thing', kind: 'object' }] },
};
const plain = { negative: false, anew: false };

describe('clickMeaning', () => {
	it('asks for masks where nothing is kept', () => {
		expect(clickMeaning(state, { x: 15, y: 5 }, plain)).toEqual({ kind: 'begin' });
	});
	it('selects the smallest kept mask under the pointer', () => {
		expect(clickMeaning(state, { x: 4.5, y: 4.5 }, plain)).toEqual({ kind: 'select', id: 2 });
		expect(clickMeaning(state, { x: 1.5, y: 1.5 }, plain)).toEqual({ kind: 'select', id: 1 });
	});
	it('asks for masks inside what is selected', () => {
		expect(clickMeaning({ ...state, selected: 1 }, { x: 1.5, y: 1.5 }, plain)).toEqual({ kind: 'begin' });
		expect(clickMeaning({ ...state, selected: 2 }, { x: 4.5, y: 4.5 }, plain)).toEqual({ kind: 'begin' });
	});
	it('goes from a selected whole to the part that is clicked', () => {
		expect(clickMeaning({ ...state, selected: 1 }, { x: 4.5, y: 4.5 }, plain)).toEqual({
			kind: 'select',
			id: 2,
		});
	});
	it('refines while prompts stand, with either sign', () => {
		const open = prompting(state);
		expect(clickMeaning(open, { x: 4.5, y: 4.5 }, plain)).toEqual({ kind: 'refine' });
		expect(clickMeaning(open, { x: 4.5, y: 4.5 }, { negative: true, anew: false })).toEqual({
			kind: 'refine',
		});
	});
	it('asks anew with Ctrl, over kept masks and open prompts alike', () => {
		expect(clickMeaning(state, { x: 4.5, y: 4.5 }, { negative: false, anew: true })).toEqual({
			kind: 'begin',
		});
	});
	it('deselects beside the image, but leaves open prompts', () => {
		expect(clickMeaning({ ...state, selected: 1 }, { x: -1, y: 5 }, plain)).toEqual({
			kind: 'select',
			id: null,
		});
		const open = prompting(state);
		expect(clickMeaning(open, { x: 25, y: 5 }, plain)).toEqual({ kind: 'nothing' });
	});
	it('only selects where the document is read-only', () => {
		const locked = { ...state, document: { ...state.document, readOnlyReason: 'It is.' } };
		expect(clickMeaning(locked, { x: 15, y: 5 }, plain)).toEqual({ kind: 'select', id: null });
		expect(clickMeaning(locked, { x: 4.5, y: 4.5 }, { negative: false, anew: true })).toEqual({
			kind: 'select',
			id: 2,
		});
	});
	it('does not hit masks that are hidden', () => {
		expect(clickMeaning({ ...state, masksHidden: true }, { x: 4.5, y: 4.5 }, plain)).toEqual({
			kind: 'begin',
		});
	});
	it('takes the mask that is alike under the pointer, and selects none, unless prompts stand', () => {
		const alike: State = {
			...state,
			alike: {
				phase: 'found',
				category: { name: 'thing', kind: 'object' },
				masks: [whole, part].map((one) => ({ ...one, likeness: 0.9 })).map(({ id: _, ...one }) => one),
				minLikeness: 0.5,
				taken: [true, true],
			},
		};
		expect(clickMeaning(alike, { x: 4.5, y: 4.5 }, plain)).toEqual({ kind: 'toggleAlike', index: 1 });
		expect(clickMeaning(alike, { x: 1.5, y: 1.5 }, plain)).toEqual({ kind: 'toggleAlike', index: 0 });
		expect(clickMeaning(alike, { x: 15, y: 5 }, plain)).toEqual({ kind: 'nothing' });
		expect(clickMeaning(prompting(alike), { x: 4.5, y: 4.5 }, plain)).toEqual({ kind: 'refine' });
		expect(clickMeaning(alike, { x: 4.5, y: 4.5 }, { negative: false, anew: true })).toEqual({
			kind: 'begin',
		});
	});
});
