import { describe, expect, it } from 'vitest';
import { addAnnotations, applyEdit } from '../../../src/shared/annotations/annotationEdits';
import { everythingSummary, newAnnotations } from '../../../src/shared/everything';
import { encodeRle } from '../../../src/shared/mask/cocoRle';
import { fillPolygons } from '../../../src/shared/mask/polygonFill';
import { area, bbox } from '../../../src/shared/mask/runLengths';
import type { EverythingMask, EverythingResult } from '../../../src/shared/protocol/inferenceProtocol';

/** A square mask in an image of 100 × 100. */
function square(x: number, y: number, side: number): EverythingMask {
	const corners = [x, y, x + side, y, x + side, y + side, x, y + side];
	const mask = fillPolygons([corners], 100, 100);
	const point = { x: x + side / 2, y: y + side / 2 };
	return { level: 2, score: 0.9, area: area(mask), bbox: bbox(mask), segmentation: encodeRle(mask), point };
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

describe('the sentence at the end', () => {
	const said = (result: EverythingResult, added: number, level?: number) =>
		everythingSummary(result, { added, modelName: 'A Model', ...(level !== undefined && { level }) });
	const two = resultOf(square(0, 0, 10), square(20, 20, 10));

	it.each([
		[said(two, 2), '2 masks were added.'],
		[said(two, 1), '1 mask was added. 1 more is annotated already.'],
		[said(two, 0), 'No mask was added: what was found (2) is annotated already.'],
		[said(resultOf(), 0), 'No mask was added: asked at 1024 places, A Model was sure of none.'],
		[
			said(resultOf(), 0, 4),
			'No mask was added: A Model gives a click 3 levels, so there is none of level 4.',
		],
	])('%s', (sentence, expected) => {
		expect(sentence).toBe(expected);
	});
});
