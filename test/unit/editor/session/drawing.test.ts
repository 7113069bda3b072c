import { beforeEach, describe, expect, it } from 'vitest';
import { Drawing } from '../../../../src/editor/session/drawing';
import { savedLevels } from '../../../../src/editor/session/savedLevels';
import type { Annotation } from '../../../../src/shared/annotations/annotation';
import { applyEdit, type Edit, invertEdit } from '../../../../src/shared/annotations/annotationEdits';
import { decodeRle, encodeRle } from '../../../../src/shared/mask/cocoRle';
import { paintStroke } from '../../../../src/shared/mask/paint';
import { area, bbox, fullMask, type RunLengths } from '../../../../src/shared/mask/runLengths';
import { subtract, union } from '../../../../src/shared/mask/setOperations';
import type { DocumentState } from '../../../../src/shared/protocol/editorProtocol';
import { FakeModel, point } from './fakeModel';

const size = { width: 40, height: 30 };
const stroke = (x: number, y: number, radius: number) => ({ kind: 'stroke', line: [x, y], radius }) as const;
const disc = (x: number, y: number, radius: number) =>
	paintStroke([{ x, y }], radius, size.width, size.height);
const masked = (mask: RunLengths) => ({ segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) });
const saved: Annotation = { id: 3, categoryId: 1, ...masked(disc(15, 15, 8)) };
const messages = {
	...{ nothingToChange: 'Nothing to change.', nothingLeft: 'Nothing left.', nothingCut: 'Nothing cut.' },
	...{ draw: 'Draw', erase: 'Erase', cut: 'Cut' },
};

let model: FakeModel;
let edits: Edit[];
let document: DocumentState;
let selected: number | null;
let drawing: Drawing;

beforeEach(() => {
	model = new FakeModel();
	edits = [];
	selected = null;
	document = { annotations: [saved], categories: [{ id: 1, name: 'pear', kind: 'object' }] };
	drawing = new Drawing(model.prompting, {
		get document() {
			return document;
		},
		get selected() {
			return selected;
		},
		imageSize: size,
		edit: (edit) => {
			edits.push(edit);
			document = applyEdit(document, edit);
		},
		messages,
	});
});

const shown = () => {
	const { levels } = model.prompting.state;
	return levels && decodeRle(levels.candidates[levels.shown]!.segmentation);
};
const maskOf = (id: number) => decodeRle(document.annotations.find((one) => one.id === id)!.segmentation);
const answer = (mask: RunLengths) =>
	model.last.answer({ candidates: [{ level: 1, score: 0.9, ...masked(mask) }], first: 0, pack: 'a-pack' });

describe('what is drawn', () => {
	it('is painted on the selected annotation, and erased from it, each as one step to undo', () => {
		selected = 3;
		drawing.draw(stroke(24, 15, 4), 'add', false);
		expect(maskOf(3)).toEqual(union(disc(15, 15, 8), disc(24, 15, 4)));
		drawing.draw(stroke(15, 15, 2), 'subtract', false);
		expect(maskOf(3)).toEqual(subtract(union(disc(15, 15, 8), disc(24, 15, 4)), disc(15, 15, 2)));
		expect(edits.map(({ label }) => label)).toEqual(['Draw', 'Erase']);
		document = applyEdit(document, invertEdit(edits[1]!));
		document = applyEdit(document, invertEdit(edits[0]!));
		expect(document.annotations).toEqual([saved]);
	});

	it('leaves the annotation where nothing would be left of it', () => {
		selected = 3;
		expect(() => drawing.draw(stroke(15, 15, 20), 'subtract', false)).toThrow('Nothing left.');
		expect(edits).toEqual([]);
	});

	it('changes the level on show, which one can come back from and go on to correct', async () => {
		model.prompting.add(point(1), false);
		await answer(disc(10, 10, 5));
		drawing.draw(stroke(10, 10, 2), 'subtract', false);
		const erased = subtract(disc(10, 10, 5), disc(10, 10, 2));
		expect(shown()).toEqual(erased);
		model.prompting.undo();
		expect(shown()).toEqual(disc(10, 10, 5));
		model.prompting.redo();
		model.prompting.add(point(2, false), false);
		expect(model.last.request.maskPrompt).toEqual({ segmentation: encodeRle(erased), isChosen: true });
		expect(edits).toEqual([]);
	});

	it('changes the level that comes where it was drawn while the model was still asked', async () => {
		model.prompting.add(point(1), false);
		drawing.draw(stroke(30, 20, 3), 'add', false);
		await answer(disc(10, 10, 5));
		expect(shown()).toEqual(union(disc(10, 10, 5), disc(30, 20, 3)));
	});

	it('stays what it is when another model answers', async () => {
		model.prompting.add(point(1), false);
		await answer(disc(10, 10, 5));
		drawing.draw(stroke(30, 20, 3), 'add', false);
		const { length } = model.questions;
		model.prompting.askAgain();
		expect(model.questions).toHaveLength(length);
		expect(shown()).toEqual(union(disc(10, 10, 5), disc(30, 20, 3)));
	});

	it('begins a new mask where nothing is open or selected; further strokes belong to it', () => {
		drawing.draw({ kind: 'polygon', ring: [2, 2, 12, 2, 12, 12, 2, 12] }, 'add', false);
		expect(area(shown()!)).toBe(100);
		drawing.draw(stroke(30, 20, 3), 'add', false);
		expect(area(shown()!)).toBe(100 + area(disc(30, 20, 3)));
		expect(model.prompting.state).toMatchObject({ prompts: [], waiting: false });
		model.prompting.undo();
		model.prompting.undo();
		expect(model.prompting.isOpen).toBe(false);
	});

	it('begins a new mask where that is asked for, and takes nothing away from none', () => {
		selected = 3;
		drawing.draw(stroke(30, 20, 3), 'add', true);
		expect(shown()).toEqual(disc(30, 20, 3));
		model.prompting.clear();
		selected = null;
		expect(() => drawing.draw(stroke(30, 20, 3), 'subtract', false)).toThrow('Nothing to change.');
	});

	it('is refused where the document is read-only', () => {
		document = { ...document, readOnlyReason: 'It is newer.' };
		expect(() => drawing.draw(stroke(30, 20, 3), 'add', false)).toThrow('It is newer.');
	});

	it('is refused where a region has another size than the image', () => {
		const region = { kind: 'region', segmentation: encodeRle(fullMask(5, 5)) } as const;
		expect(() => drawing.draw(region, 'add', false)).toThrow(/40 × 30/);
	});
});

describe('a cut', () => {
	it('makes two annotations of one category of the selected one', () => {
		selected = 3;
		drawing.cut([16, 0, 16, 29]);
		expect(document.annotations).toHaveLength(2);
		expect(new Set(document.annotations.map(({ categoryId }) => categoryId))).toEqual(new Set([1]));
		expect(union(maskOf(3), maskOf(4))).toEqual(disc(15, 15, 8));
	});

	it('that cuts nothing off changes nothing, and says so', () => {
		selected = 3;
		drawing.cut([38, 0, 38, 29]);
		expect(edits).toEqual([]);
		expect(model.prompting.state.problem).toBe('Nothing cut.');
	});
});

describe('a saved mask that is reopened', () => {
	it('is asked about with a point inside where a click only takes away', () => {
		model.prompting.begin(savedLevels(saved));
		model.prompting.add({ type: 'point', x: 15, y: 15, positive: false }, false);
		const [inside, clicked] = model.last.request.prompts;
		expect(clicked).toMatchObject({ x: 15, positive: false });
		expect(inside).toMatchObject({ type: 'point', positive: true });
		const { x, y } = inside as { x: number; y: number };
		expect(Math.hypot(x - 15, y - 15)).toBeGreaterThan(3);
		expect(Math.hypot(x - 15, y - 15)).toBeLessThan(8);
		expect(model.last.request.maskPrompt).toEqual({ segmentation: saved.segmentation, isChosen: true });
		expect(model.prompting.state.target).toBe(3);
	});

	it('has its mask among its levels, by size, also where it was drawn on', () => {
		const ladder = [3, 6, 9].map((radius, index) => ({
			level: index + 1,
			score: 0.5,
			segmentation: encodeRle(disc(15, 15, radius)),
		}));
		const { levels } = savedLevels({ ...saved, ladder, pack: 'a-pack' });
		expect(levels.candidates.map(({ level }) => level)).toEqual([1, 2, 3, 4]);
		expect(levels.shown).toBe(2);
		expect(levels.candidates[2]!.segmentation).toEqual(saved.segmentation);
		const six = [...ladder, ...ladder].map((step, index) => ({ ...step, level: index + 1 }));
		expect(savedLevels({ ...saved, ladder: six, level: 2 }).levels.candidates).toHaveLength(6);
	});
});
