import { describe, expect, it } from 'vitest';
import { everythingSummary } from '../../../src/cli/everythingSummary';
import { everythingSentences } from '../../../src/editor/session/everythingSentences';
import type { Annotation, AnnotationSet } from '../../../src/shared/annotations/annotation';
import { addAnnotations, applyEdit, invertEdit } from '../../../src/shared/annotations/annotationEdits';
import { addFound, everythingOutcome, newAnnotations, ofLevel } from '../../../src/shared/everything';
import { encodeRle } from '../../../src/shared/mask/cocoRle';
import { fillPolygons } from '../../../src/shared/mask/polygonFill';
import { area, bbox } from '../../../src/shared/mask/runLengths';
import type { EverythingMask, EverythingResult } from '../../../src/shared/protocol/inferenceProtocol';

/** A square mask in an image of 100 × 100. */
function square(x: number, y: number, side: number, levels = [2]): EverythingMask {
	const corners = [x, y, x + side, y, x + side, y + side, x, y + side];
	const mask = fillPolygons([corners], 100, 100);
	const point = { x: x + side / 2, y: y + side / 2 };
	const shape = { area: area(mask), bbox: bbox(mask), segmentation: encodeRle(mask) };
	return { level: levels[0]!, levels, score: 0.9, ...shape, point };
}

const resultOf = (...masks: EverythingMask[]): EverythingResult => ({
	masks,
	levels: 3,
	points: 1024,
	pack: 'a-pack',
});
const empty = { annotations: [], categories: [] };

describe('all masks of an image as annotations', () => {
	const result = resultOf(square(10, 10, 60), square(20, 20, 20), square(80, 80, 10));

	it('are uncategorised, remember click and pack, and make a tree', () => {
		const set = applyEdit(empty, addAnnotations(empty, newAnnotations(result, empty)));
		expect(set.categories).toMatchObject([{ name: 'uncategorised', kind: 'object' }]);
		expect(set.annotations).toMatchObject([
			{ id: 1, pack: 'a-pack', level: 2, prompts: [{ type: 'point', x: 40, y: 40, positive: true }] },
			{ id: 2, parent: 1 },
			{ id: 3 },
		]);
		expect(set.annotations.map(({ parent }) => parent)).toEqual([undefined, 1, undefined]);
	});

	it('are not added where an annotation is there already, or one that is nearly the same', () => {
		const kept = newAnnotations(resultOf(square(11, 10, 60)), empty);
		const set = applyEdit(empty, addAnnotations(empty, kept));
		expect(newAnnotations(result, set).map(({ area }) => area)).toEqual([400, 100]);
		const all = applyEdit(set, addAnnotations(set, newAnnotations(result, set)));
		expect(newAnnotations(result, all)).toEqual([]);
	});
});

describe('another level afterwards', () => {
	const [whole, part, other] = [square(10, 10, 60, [3]), square(20, 20, 20, [1]), square(80, 80, 10, [1, 3])];
	const all = resultOf(whole, part, other);
	const added = (set: AnnotationSet, result: EverythingResult, earlier: readonly Annotation[] = []) => {
		const change = addFound(set, result, earlier)!;
		return { ...change, set: applyEdit(set, change.edit) };
	};
	const areas = (set: AnnotationSet) => set.annotations.map((one) => [one.area, one.level]);

	it('is the masks that stand there, at that level', () => {
		const found = ofLevel(all, 3).masks.map(({ area, level }) => [area, level]);
		expect(found).toEqual([
			[3600, 3],
			[100, 3],
		]);
		expect(ofLevel(all, 2).masks).toEqual([]);
	});

	it('takes the place of the level before, as one step', () => {
		const before = added(empty, ofLevel(all, 1));
		const after = added(before.set, ofLevel(all, 3), before.set.annotations);
		expect(areas(after.set)).toEqual([
			[3600, 3],
			[100, 3],
		]);
		expect([after.replaced, after.ids]).toEqual([2, [1, 2]]);
		expect(applyEdit(after.set, invertEdit(after.edit))).toEqual(before.set);
	});

	it('leaves what the user has named, drawn or locked since, and what was there before', () => {
		const own = added(empty, resultOf(square(0, 90, 5)));
		const before = added(own.set, ofLevel(all, 1));
		const brought = before.set.annotations.filter(({ id }) => before.ids.includes(id));
		const locked = before.set.annotations.map((one) =>
			one.area === 400 ? { ...one, isLocked: true as const } : one,
		);
		const after = added({ ...before.set, annotations: locked }, ofLevel(all, 3), brought);
		expect(areas(after.set).map(([pixels]) => pixels)).toEqual([25, 400, 3600, 100]);
		expect(after.replaced).toBe(1);
	});

	it('changes nothing where there is nothing of it', () => {
		const before = added(empty, ofLevel(all, 1));
		expect(addFound(before.set, ofLevel(all, 2), before.set.annotations)).toBeUndefined();
	});
});

describe('what came of it', () => {
	const two = resultOf(square(0, 0, 10), square(20, 20, 10));

	it.each([
		[everythingOutcome(two, 2), '2 masks were added.'],
		[everythingOutcome(two, 1), '1 mask was added. 1 more is annotated already.'],
		[everythingOutcome(two, 0), 'No mask was added: what was found (2) is annotated already.'],
		[everythingOutcome(resultOf(), 0), 'No mask was added: asked at 1024 places, A Model was sure of none.'],
		[
			everythingOutcome(resultOf(), 0, 4),
			'No mask was added: A Model gives a click 3 levels, so there is none of level 4.',
		],
	])('%j: %s', (outcome, sentence) => {
		expect(everythingSummary(outcome, 'A Model')).toBe(sentence);
		const run = { modelName: 'A Model', replaced: 0, isCloser: false, cutOff: 0 };
		expect(everythingSentences(outcome, run)).toBe(sentence);
	});

	it('says what gave way, and that only a part was looked at', () => {
		const run = { modelName: 'A Model', replaced: 5, isCloser: true, cutOff: 3 };
		expect(everythingSentences(everythingOutcome(two, 2), run)).toBe(
			'2 masks were added in place of 5. The model looked at what is in the frame only. What the frame cuts off was left out (3).',
		);
	});
});
