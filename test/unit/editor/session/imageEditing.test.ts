import { beforeEach, describe, expect, it } from 'vitest';
import { ImageEditing } from '../../../../src/editor/session/imageEditing';
import { applyEdit, type Edit, invertEdit } from '../../../../src/shared/annotations/annotationEdits';
import { encodeRle } from '../../../../src/shared/mask/cocoRle';
import { paintStroke } from '../../../../src/shared/mask/paint';
import { area, bbox } from '../../../../src/shared/mask/runLengths';
import type { DocumentState } from '../../../../src/shared/protocol/editorProtocol';
import { FakeModel, point } from './fakeModel';

const blur = { type: 'blur', sigma: 8, softness: 2 } as const;
const disc = (radius: number) => {
	const mask = paintStroke([{ x: 15, y: 15 }], radius, 40, 30);
	return { segmentation: encodeRle(mask), area: area(mask), bbox: bbox(mask) };
};

let model: FakeModel;
let edits: Edit[];
let document: DocumentState;
let editing: ImageEditing;

beforeEach(() => {
	model = new FakeModel();
	edits = [];
	document = { annotations: [], categories: [] };
	editing = new ImageEditing({
		get document() {
			return document;
		},
		get prompting() {
			return model.prompting.state;
		},
		selection: [],
		edit: (edit) => {
			edits.push(edit);
			document = applyEdit(document, edit);
		},
		nothingToEdit: 'Nothing to edit.',
	});
});

const click = async (radius: number) => {
	model.prompting.add(point(15), false);
	const candidates = [
		{ level: 1, score: 0.9, ...disc(radius) },
		{ level: 2, score: 0.8, ...disc(radius + 3) },
	];
	await model.last.answer({ candidates, first: 0, pack: 'a-pack' });
	editing.promptingChanged();
};
const undo = () => {
	document = applyEdit(document, invertEdit(edits.pop()!));
};

describe('an edit of the shown level', () => {
	it('follows to another level', async () => {
		await click(5);
		editing.add(blur);
		model.prompting.stepLevel(1);
		editing.promptingChanged();
		expect(document.imageEdits).toMatchObject([{ of: { segmentation: disc(8).segmentation }, edit: blur }]);
	});

	it('is the newest thing to undo until it is undone, also at another level', async () => {
		await click(5);
		expect(editing.isNewest).toBe(false);
		editing.add(blur);
		expect(editing.isNewest).toBe(true);
		model.prompting.stepLevel(1);
		editing.promptingChanged();
		expect(editing.isNewest).toBe(true);
		undo();
		expect(editing.isNewest).toBe(true);
		undo();
		expect(document.imageEdits ?? []).toEqual([]);
		expect(editing.isNewest).toBe(false);
	});

	it('is not the newest any more after another click', async () => {
		await click(5);
		editing.add(blur);
		await click(4);
		expect(editing.isNewest).toBe(false);
		editing.add({ ...blur, sigma: 3 });
		expect(editing.isNewest).toBe(true);
	});
});
